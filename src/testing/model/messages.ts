// PRIVMSG, NOTICE, TAGMSG and AWAY: who is heard where, and what of it each is shown (RFC 2812 §3.3, §4.1; Modern IRC,
// "Sending messages"; IRCv3 message-tags, echo-message, away-notify).
import { cutTo } from "./wire.ts";
import { isOp, mask, type Person, type Room, type Seat, type World } from "./world.ts";

export type Verb = "PRIVMSG" | "NOTICE" | "TAGMSG";

export interface Said {
  readonly verb: Verb;
  readonly text: string;
  readonly tags: readonly string[];
}

/** A notice is never answered, whatever happens to it. */
export function message(world: World, seat: Seat, person: Person, said: Said, target: string): boolean {
  const { verb, text, tags } = said;
  const reply = (code: string, words: string[], data?: string) => {
    if (verb !== "NOTICE") world.reply(seat, code, words, data);
    return false;
  };
  // Without tags that it may bear, a TAGMSG says nothing.
  if (verb === "TAGMSG" && tags.length === 0) return true;
  if (target === "" && verb !== "TAGMSG") return reply("411", []);
  if (text === "" && verb !== "TAGMSG") return reply("412", []);
  const line = (shown: string) => `:${mask(person)} ${verb} ${shown}${verb === "TAGMSG" ? "" : ` :${text}`}`;
  const about = { by: person, clientTags: tags };
  const reads = (slot: number) => verb !== "TAGMSG" || world.has(slot, "message-tags");
  const status = /^[@+](?=#)/.exec(target)?.[0];
  const name = status === undefined ? target : target.slice(1);
  if (name.startsWith("#")) {
    const room = world.room(name);
    if (room === undefined) return reply("403", [target]);
    const isBarred = status !== undefined && !isAtLeast(room, person, status);
    if (isBarred || !isHeard(world, room, person, said)) return reply("404", [room.name]);
    const told = [...room.members.keys()].filter((each) => status === undefined || isAtLeast(room, each, status));
    const shown = line((status ?? "") + room.name);
    for (const each of told) if (each !== person && reads(each.slot)) world.tell(each.slot, shown, about);
    if (seat.caps.has("echo-message") && reads(seat.slot)) world.tell(seat.slot, shown, about);
    return true;
  }
  const receiver = world.bearer(target);
  if (receiver === undefined) return reply("401", [target]);
  const shown = line(receiver.nick);
  // What people write to themselves arrives like anything else; the label is on the echo alone.
  if (reads(receiver.slot)) {
    if (receiver === person) world.tellApart(receiver.slot, shown, about);
    else world.tell(receiver.slot, shown, about);
  }
  if (seat.caps.has("echo-message") && reads(seat.slot)) world.tell(seat.slot, shown, about);
  if (receiver.away !== "" && verb === "PRIVMSG") reply("301", [receiver.nick], receiver.away);
  return true;
}

function isAtLeast(room: Room, person: Person, status: string): boolean {
  return isOp(room, person) || (status === "+" && room.members.get(person)?.has("v") === true);
}

/** +n bars outsiders, +m those without status, bans and quiets who match without exception; +C CTCP, +T NOTICE. */
function isHeard(world: World, room: Room, person: Person, { verb, text }: Said): boolean {
  const status = room.members.get(person);
  if (status === undefined && room.flags.has("n")) return false;
  const isCtcp = text.startsWith("\u0001") && !/^\u0001ACTION(?:[\s\u0001]|$)/.test(text);
  if (room.flags.has("C") && isCtcp) return false;
  if (room.flags.has("T") && verb === "NOTICE") return false;
  if (status !== undefined && status.size > 0) return true;
  return !room.flags.has("m") && !world.isBanned(room, person) && !world.isQuieted(room, person);
}

export function away(world: World, seat: Seat, text: string): boolean {
  const { person } = seat;
  if (person === undefined && !seat.caps.has("draft/pre-away")) {
    world.reply(seat, "451", []);
    return false;
  }
  const before = person?.away;
  const now = cutTo(text, world.limits.awayBytes);
  if (person) person.away = now;
  else {
    seat.away = now;
    world.tally.meet("draft/pre-away");
  }
  if (person && before !== now) tellAway(world, person);
  world.reply(seat, now === "" ? "305" : "306", []);
  return true;
}

export function tellAway(world: World, person: Person): void {
  const line = `:${mask(person)} AWAY${person.away === "" ? "" : ` :${person.away}`}`;
  for (const slot of world.attentive(person, "away-notify")) world.tell(slot, line, { by: person });
}
