// JOIN, PART, KICK, INVITE and TOPIC as their users see them (RFC 2812 §3.2; Modern IRC, "Channel operations").

import { isRoomName } from "./names.ts";
import { nameList } from "./queries.ts";
import { cutTo, fold } from "./wire.ts";
import { isOp, mask, type Person, type Room, type Seat, type World } from "./world.ts";

/** True if the command was carried out, false if it was refused. */
export type Outcome = boolean;

export function join(world: World, seat: Seat, person: Person, name: string, key: string | undefined): Outcome {
  if (name === "0") return leaveAll(world, person);
  const refuse = (code: string, shown = name) => {
    world.reply(seat, code, [shown]);
    return false;
  };
  if (!isRoomName(name, world.limits.channelBytes)) return refuse("403");
  const there = world.room(name);
  if (there?.members.has(person)) return true;
  if (world.roomsOf(person).length >= world.limits.channelsPerUser) return refuse("405");
  // No invitation opens it.
  if (there?.flags.has("z") && !seat.isSecure) return refuse("489", there.name);
  const bar = there && barredBy(world, there, person, key);
  if (there && bar) return refuse(bar, there.name);
  const room = there ?? freshRoom(world, name);
  room.members.set(person, new Set(there ? [] : ["o"]));
  room.invited.delete(person);
  world.tellRoom(room, `:${mask(person)} JOIN ${room.name}`, { by: person });
  if (person.away !== "") {
    const told = [...room.members.keys()].filter((each) => each !== person && world.has(each.slot, "away-notify"));
    const line = `:${mask(person)} AWAY :${person.away}`;
    for (const { slot } of told) world.tell(slot, line, { by: person, isSimulated: true });
  }
  if (room.topic) tellTopic(world, seat, room);
  const isSilent = seat.caps.has("no-implicit-names") || seat.caps.has("draft/no-implicit-names");
  if (isSilent) world.tally.meet("no-implicit-names");
  else nameList(world, seat, person, room);
  return true;
}

function freshRoom(world: World, name: string): Room {
  const room: Room = {
    name,
    members: new Map(),
    invited: new Set(),
    flags: new Set(),
    lists: { b: [], e: [], I: [], q: [] },
    key: undefined,
    limit: undefined,
    topic: undefined,
  };
  world.rooms.set(fold(name), room);
  return room;
}

/** An invitation opens once, whatever bars; else bans, then +i, then the key, then the limit. */
function barredBy(world: World, room: Room, person: Person, key: string | undefined): string | undefined {
  if (room.invited.has(person)) return undefined;
  if (world.isBanned(room, person)) return "474";
  if (room.flags.has("i") && !world.isListed(room, "I", person)) return "473";
  if (room.key !== undefined && room.key !== key) return "475";
  if (room.limit !== undefined && room.members.size >= Number(room.limit)) return "471";
  return undefined;
}

function leaveAll(world: World, person: Person): Outcome {
  const rooms = world.roomsOf(person).sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));
  for (const room of rooms) {
    world.tellRoom(room, `:${mask(person)} PART ${room.name}`, { by: person });
    world.leave(room, person);
  }
  return true;
}

export function part(world: World, seat: Seat, person: Person, name: string, reason: string | undefined): Outcome {
  const room = memberRoom(world, seat, person, name);
  if (room === undefined) return false;
  const tail = reason ? ` :${cutTo(reason, world.limits.kickBytes)}` : "";
  world.tellRoom(room, `:${mask(person)} PART ${room.name}${tail}`, { by: person });
  world.leave(room, person);
  return true;
}

export function kick(world: World, seat: Seat, person: Person, [name = "", nick = "", why = ""]: string[]): Outcome {
  if (name === "" || nick === "") {
    world.reply(seat, "461", ["KICK"]);
    return false;
  }
  const room = memberRoom(world, seat, person, name);
  if (room === undefined) return false;
  const refuse = (code: string, ...words: string[]) => {
    world.reply(seat, code, words);
    return false;
  };
  if (!isOp(room, person)) return refuse("482", room.name);
  const target = world.bearer(nick);
  if (target === undefined) return refuse("401", nick);
  if (!room.members.has(target)) return refuse("441", nick, room.name);
  const reason = cutTo(why || person.nick, world.limits.kickBytes);
  world.tellRoom(room, `:${mask(person)} KICK ${room.name} ${target.nick} :${reason}`, { by: person });
  world.leave(room, target);
  return true;
}

export function invite(world: World, seat: Seat, person: Person, [nick, name]: string[]): Outcome {
  const refuse = (code: string, ...words: string[]) => {
    world.reply(seat, code, words);
    return false;
  };
  if (nick === undefined) {
    const rooms = [...world.rooms.values()].filter((room) => room.invited.has(person));
    for (const room of rooms) world.reply(seat, "336", [room.name]);
    world.reply(seat, "337", []);
    return true;
  }
  if (name === undefined) return refuse("461", "INVITE");
  const target = world.bearer(nick);
  if (target === undefined) return refuse("401", nick);
  const room = world.room(name);
  if (room === undefined) return refuse("403", name);
  if (!room.members.has(person)) return refuse("442", room.name);
  if (room.members.has(target)) return refuse("443", target.nick, room.name);
  if (room.flags.has("i") && !isOp(room, person)) return refuse("482", room.name);
  room.invited.add(target);
  const line = `:${mask(person)} INVITE ${target.nick} ${room.name}`;
  world.tell(target.slot, line, { by: person });
  for (const member of room.members.keys()) {
    if (member !== person && world.has(member.slot, "invite-notify")) world.tell(member.slot, line, { by: person });
  }
  world.reply(seat, "341", [target.nick, room.name]);
  if (target.away !== "") world.reply(seat, "301", [target.nick], target.away);
  return true;
}

/** Operators are told; a ban keeps even this out. */
export function knock(world: World, seat: Seat, person: Person, name: string): Outcome {
  const refuse = (code: string, shown: string) => {
    world.reply(seat, code, [shown]);
    return false;
  };
  const room = world.room(name);
  if (room === undefined) return refuse("403", name);
  if (room.members.has(person)) return refuse("714", room.name);
  if (!room.flags.has("i")) return refuse("713", room.name);
  if (world.isBanned(room, person)) return refuse("404", room.name);
  const isTooMany = seat.knocks.has(fold(name)) || seat.knocks.size >= world.limits.knocksPerMinute;
  if (isTooMany) return refuse("712", room.name);
  seat.knocks.add(fold(name));
  for (const member of room.members.keys()) {
    const { slot, nick } = member;
    if (!isOp(room, member)) continue;
    world.tell(slot, `:${world.limits.server} 710 ${nick} ${room.name} ${mask(person)} :`, { by: person });
  }
  world.reply(seat, "711", [room.name]);
  return true;
}

export function topic(world: World, seat: Seat, person: Person, [name = "", wanted]: string[]): Outcome {
  const room = world.room(name);
  const refuse = (code: string, shown: string) => {
    world.reply(seat, code, [shown]);
    return false;
  };
  if (room === undefined) return refuse("403", name);
  if (wanted === undefined && world.isSeen(room, person)) {
    tellTopic(world, seat, room);
    return true;
  }
  if (!room.members.has(person)) return refuse("442", room.name);
  if (room.flags.has("t") && !isOp(room, person)) return refuse("482", room.name);
  const text = cutTo(wanted ?? "", world.limits.topicBytes);
  if (text === (room.topic?.text ?? "")) return true;
  room.topic = text === "" ? undefined : { text, by: mask(person) };
  world.tellRoom(room, `:${mask(person)} TOPIC ${room.name} :${text}`, { by: person });
  return true;
}

function tellTopic(world: World, seat: Seat, room: Room): void {
  if (room.topic === undefined) return world.reply(seat, "331", [room.name]);
  world.reply(seat, "332", [room.name], room.topic.text);
  world.reply(seat, "333", [room.name, room.topic.by]);
}

function memberRoom(world: World, seat: Seat, person: Person, name: string): Room | undefined {
  const room = world.room(name);
  if (room?.members.has(person)) return room;
  world.reply(seat, room ? "442" : "403", [room?.name ?? name]);
  return undefined;
}
