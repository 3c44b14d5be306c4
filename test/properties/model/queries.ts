// NAMES, LIST, WHO, WHOIS, WHOWAS, LUSERS and the questions about the server, as their askers see the answers.
import { isMatch } from "./masks.ts";
import { fold } from "./wire.ts";
import { mask, type Person, prefix, type Room, type Seat, type World } from "./world.ts";

export function nameList(world: World, seat: Seat, person: Person, room: Room): void {
  const isInside = room.members.has(person);
  const shown = [...room.members.keys()].filter((each) => isInside || (!room.flags.has("s") && !each.modes.has("i")));
  const names = shown.map((each) => prefix(room, each) + each.nick);
  world.replyWords(seat, "353", [room.flags.has("s") ? "@" : "=", room.name], names);
  world.reply(seat, "366", [room.name]);
}

export function names(world: World, seat: Seat, person: Person, name: string | undefined): true {
  const room = name === undefined ? undefined : world.room(name);
  if (room) nameList(world, seat, person, room);
  else world.reply(seat, "366", [name || "*"]);
  return true;
}

export function list(world: World, seat: Seat, person: Person, wanted: string | undefined): true {
  const chosen = wanted?.startsWith("#") ? new Set(wanted.split(",").map(fold)) : undefined;
  world.reply(seat, "321", []);
  for (const room of world.rooms.values()) {
    if (!world.isSeen(room, person) || chosen?.has(fold(room.name)) === false) continue;
    world.reply(seat, "322", [room.name, String(room.members.size)], room.topic?.text ?? "");
  }
  world.reply(seat, "323", []);
  return true;
}

export function who(world: World, seat: Seat, person: Person, [wanted = "*", only]: string[]): true {
  const row = (each: Person, room: Room | undefined) => {
    const flags = (each.away === "" ? "H" : "G") + (room ? prefix(room, each) : "");
    const words = [room?.name ?? "*", each.username, each.host, world.limits.server, each.nick, flags];
    world.reply(seat, "352", words, `0 ${each.realname}`);
  };
  // Nobody is an IRC operator here.
  if (only !== "o") for (const [each, room] of whom(world, person, wanted)) row(each, room);
  world.reply(seat, "315", [wanted]);
  return true;
}

function whom(world: World, asker: Person, wanted: string): (readonly [Person, Room | undefined])[] {
  if (wanted.startsWith("#")) {
    const room = world.room(wanted);
    if (room === undefined || !world.isSeen(room, asker)) return [];
    const shown = [...room.members.keys()].filter((each) => room.members.has(asker) || !each.modes.has("i"));
    return shown.map((each) => [each, room] as const);
  }
  const exact = world.bearer(wanted);
  if (exact) return [[exact, undefined]];
  const pattern = wanted === "0" ? "*" : wanted;
  const found = [...world.people].filter((each) =>
    [mask(each), each.nick, each.host].some((text) => isMatch(pattern, text)),
  );
  return found.filter((each) => world.isVisible(each, asker)).map((each) => [each, undefined] as const);
}

export function whois(world: World, seat: Seat, person: Person, parameters: string[]): boolean {
  const nick = (parameters.at(-1) ?? "").split(",")[0] ?? "";
  if (nick === "") {
    world.reply(seat, "431", []);
    return false;
  }
  const found = world.bearer(nick);
  if (found) about(world, seat, person, found);
  else world.reply(seat, "401", [nick]);
  world.reply(seat, "318", [nick]);
  return found !== undefined;
}

function about(world: World, seat: Seat, asker: Person, found: Person): void {
  world.reply(seat, "311", [found.nick, found.username, found.host, "*"], found.realname);
  const rooms = world.isVisible(found, asker) ? world.roomsOf(found).filter((room) => world.isSeen(room, asker)) : [];
  world.replyWords(
    seat,
    "319",
    [found.nick],
    rooms.map((room) => prefix(room, found) + room.name),
  );
  world.reply(seat, "312", [found.nick]);
  if (found.away !== "") world.reply(seat, "301", [found.nick], found.away);
  if (found === asker) world.reply(seat, "338", [found.nick]);
  world.reply(seat, "317", [found.nick]);
}

export function whowas(world: World, seat: Seat, [nick = "", count = ""]: string[]): boolean {
  if (nick === "") {
    world.reply(seat, "431", []);
    return false;
  }
  const most = Number(count) > 0 ? Number(count) : 20;
  const found = world.former
    .filter((each) => fold(each.nick) === fold(nick))
    .reverse()
    .slice(0, Math.min(most, 20));
  for (const each of found) {
    world.reply(seat, "314", [each.nick, each.username, each.host, "*"], each.realname);
    world.reply(seat, "312", [each.nick]);
  }
  if (found.length === 0) world.reply(seat, "406", [nick]);
  world.reply(seat, "369", [nick]);
  return found.length > 0;
}

export function lusers(world: World, seat: Seat): true {
  if (world.rooms.size > 0) world.reply(seat, "254", [String(world.rooms.size)]);
  return true;
}

/** MOTD, VERSION and TIME take the name of the server that is to answer: this one, or a mask of it. */
export function ofServer(world: World, seat: Seat, verb: string, server: string | undefined): boolean {
  if (server !== undefined && !isMatch(server, world.limits.server)) {
    world.reply(seat, "402", [server]);
    return false;
  }
  if (verb === "MOTD") world.reply(seat, "376", []);
  if (verb === "VERSION") world.reply(seat, "351", []);
  if (verb === "TIME") world.reply(seat, "391", [world.limits.server]);
  return true;
}

export function help(world: World, seat: Seat, subject: string | undefined, known: ReadonlySet<string>): boolean {
  const verb = subject?.toUpperCase();
  if (verb !== undefined && !known.has(verb)) {
    world.reply(seat, "524", [subject ?? ""]);
    return false;
  }
  world.reply(seat, "706", [verb ?? "*"]);
  return true;
}
