// Names and what stands before them: which text can be a nick or a room, and the prefixes of members.
import { bytesOf } from "./wire.ts";
import type { Person, Room, Seat } from "./world.ts";

export const isNick = (text: string, bytes: number): boolean =>
  /^[A-Za-z[\]\\`_^{|}][-A-Za-z0-9[\]\\`_^{|}]*$/.test(text) && text.length <= bytes;
/** NAMES and WHO show the highest status. */
export function prefix(room: Room, person: Person): string {
  const status = room.members.get(person);
  if (status?.has("o")) return "@";
  return status?.has("v") ? "+" : "";
}
/** All of them, with multi-prefix; else the highest. */
export function prefixesFor(seat: Seat, room: Room, person: Person): string {
  if (!seat.caps.has("multi-prefix")) return prefix(room, person);
  const status = room.members.get(person);
  return `${status?.has("o") ? "@" : ""}${status?.has("v") ? "+" : ""}`;
}
export const isRoomName = (text: string, bytes: number): boolean =>
  text.startsWith("#") && !/[\u0000-\u0020,\u007f]/.test(text) && bytesOf(text) <= bytes;
