// PRIVMSG, NOTICE and AWAY: who is heard where (RFC 2812 §3.3, §4.1; Modern IRC, "Sending messages").
import { cutTo } from "./wire.ts";
import { mask, type Person, type Room, type Seat, type World } from "./world.ts";

export type Verb = "PRIVMSG" | "NOTICE";

/** A notice is never answered, whatever happens to it. */
export function message(world: World, seat: Seat, person: Person, verb: Verb, target: string, text: string): boolean {
  const reply = (code: string, words: string[], data?: string) => {
    if (verb === "PRIVMSG") world.reply(seat, code, words, data);
    return false;
  };
  if (target === "") return reply("411", []);
  if (text === "") return reply("412", []);
  const line = (shown: string) => `:${mask(person)} ${verb} ${shown} :${text}`;
  if (target.startsWith("#")) {
    const room = world.room(target);
    if (room === undefined) return reply("403", [target]);
    if (!isHeard(world, room, person, text)) return reply("404", [room.name]);
    world.tellRoom(room, line(room.name), person);
    return true;
  }
  const receiver = world.bearer(target);
  if (receiver === undefined) return reply("401", [target]);
  world.tell(receiver.slot, line(receiver.nick));
  if (receiver.away !== "") reply("301", [receiver.nick], receiver.away);
  return true;
}

/** +n bars outsiders, +m those without status, bans those who match without an exception, +C CTCP but ACTION. */
function isHeard(world: World, room: Room, person: Person, text: string): boolean {
  const status = room.members.get(person);
  if (status === undefined && room.flags.has("n")) return false;
  const isCtcp = text.startsWith("\u0001") && !/^\u0001ACTION(?:[\s\u0001]|$)/.test(text);
  if (room.flags.has("C") && isCtcp) return false;
  if (status !== undefined && status.size > 0) return true;
  return !room.flags.has("m") && !world.isBanned(room, person);
}

export function away(world: World, seat: Seat, person: Person, text: string | undefined): true {
  person.away = cutTo(text ?? "", world.limits.awayBytes);
  world.reply(seat, person.away === "" ? "305" : "306", []);
  return true;
}
