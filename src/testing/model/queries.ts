// NAMES, LIST, WHO, WHOIS, WHOWAS, LUSERS and the questions about the server, as their askers see the answers.
import { isMatch } from "./masks.ts";
import { prefix, prefixesFor } from "./names.ts";
import { fold } from "./wire.ts";
import { mask, type Person, type Room, type Seat, type World } from "./world.ts";

export function nameList(world: World, seat: Seat, person: Person, room: Room): void {
  const isInside = room.members.has(person);
  const shown = [...room.members.keys()].filter((each) => isInside || (!room.flags.has("s") && !each.modes.has("i")));
  const nameOf = seat.caps.has("userhost-in-names") ? mask : (each: Person) => each.nick;
  const names = shown.map((each) => prefixesFor(seat, room, each) + nameOf(each));
  world.replyWords(seat, "353", [room.flags.has("s") ? "@" : "=", room.name], names);
  world.reply(seat, "366", [room.name]);
}

export function names(world: World, seat: Seat, person: Person, name: string | undefined): true {
  const room = name === undefined ? undefined : world.room(name);
  if (room) nameList(world, seat, person, room);
  else world.reply(seat, "366", [name || "*"]);
  return true;
}

/** Names, masks, and conditions on how many are in a room (ELIST M, N and U; times are left to other tests). */
export function list(world: World, seat: Seat, person: Person, parameters: readonly string[]): boolean {
  const words = parameters.flatMap((each) => each.split(",")).filter((each) => each !== "");
  const sizes = words.filter((each) => /^[<>]\d+$/.test(each));
  const unwanted = words.filter((each) => each.startsWith("!"));
  const wanted = words.filter((each) => !sizes.includes(each) && !unwanted.includes(each));
  world.reply(seat, "321", []);
  for (const room of world.rooms.values()) {
    const count = room.members.size;
    const isFit = sizes.every((each) =>
      each[0] === ">" ? count > Number(each.slice(1)) : count < Number(each.slice(1)),
    );
    const isNamed = wanted.length === 0 || wanted.some((each) => isMatch(each, room.name));
    const isUnwanted = unwanted.some((each) => isMatch(each.slice(1), room.name));
    if (!isFit || !isNamed || isUnwanted || !world.isSeen(room, person)) continue;
    world.reply(seat, "322", [room.name, String(count)], room.topic?.text ?? "");
  }
  world.reply(seat, "323", []);
  return true;
}

/** Letters of WHOX, in the order in which they are told. */
const FIELDS = "tcuihsnfdao";

export function who(world: World, seat: Seat, person: Person, [wanted = "*", options = ""]: string[]): true {
  const [only = "", asked = ""] = options.split("%");
  const [letters = "", token = ""] = asked.split(",");
  const row = (each: Person, room: Room | undefined) => {
    const prefixes = room ? prefixesFor(seat, room, each) : "";
    const flags = `${each.away === "" ? "H" : "G"}${prefixes}${each.modes.has("B") ? "B" : ""}`;
    const { server } = world.limits;
    if (letters === "") {
      const words = [room?.name ?? "*", each.username, each.host, server, each.nick, flags];
      return world.reply(seat, "352", words, `0 ${each.realname}`);
    }
    const fields: Readonly<Record<string, string>> = {
      ...{ t: /^\d{1,3}$/.test(token) ? token : "0", c: room?.name ?? "*", u: each.username, h: each.host, s: server },
      // Addresses are for their owners.
      ...{ i: each === person ? `10.0.0.${each.slot + 1}` : "255.255.255.255", n: each.nick, f: flags },
      ...{ d: "0", a: "0", o: "n/a" },
    };
    const words = [...FIELDS].filter((letter) => letters.includes(letter)).map((letter) => fields[letter] ?? "");
    world.reply(seat, "354", words, letters.includes("r") ? each.realname : undefined);
  };
  // Nobody is an IRC operator here.
  if (!only.includes("o")) for (const [each, room] of whom(world, person, wanted)) row(each, room);
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
  if (found.modes.has("B")) world.reply(seat, "335", [found.nick]);
  if (found.away !== "") world.reply(seat, "301", [found.nick], found.away);
  if (found === asker) world.reply(seat, "338", [found.nick]);
  if (found.isSecure) world.reply(seat, "671", [found.nick]);
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

export function stats(world: World, seat: Seat, letters: string): boolean {
  const letter = [...letters][0] ?? "";
  const isOfficial = letter === "k" || letter === "d";
  world.reply(seat, isOfficial ? "481" : "219", isOfficial ? [] : [letter]);
  return !isOfficial;
}

export function ison(world: World, seat: Seat, parameters: readonly string[]): true {
  const asked = parameters.flatMap((each) => each.split(" "));
  const here = asked.flatMap((nick) => world.bearer(nick)?.nick ?? []);
  world.reply(seat, "303", [], here.join(" "));
  return true;
}

export function userhost(world: World, seat: Seat, parameters: readonly string[]): true {
  const here = parameters.slice(0, 5).flatMap((nick) => world.bearer(nick) ?? []);
  const shown = here.map((each) => `${each.nick}=${each.away === "" ? "+" : "-"}${each.username}@${each.host}`);
  world.reply(seat, "302", [], shown.join(" "));
  return true;
}

/** These take the name of the server that is to answer: this one, or a mask of it. */
export function ofServer(world: World, seat: Seat, verb: string, parameters: readonly string[]): boolean {
  const { server: self } = world.limits;
  // LINKS takes a mask after it, or alone.
  const [server, mask = "*"] = verb === "LINKS" && parameters.length < 2 ? [undefined, parameters[0]] : parameters;
  const refuse = (code: string, shown: string) => {
    world.reply(seat, code, [shown]);
    return false;
  };
  if (verb !== "MAP" && server !== undefined && !isMatch(server, self)) return refuse("402", server);
  if (verb === "ADMIN") return refuse("423", self);
  if (verb === "INFO") world.reply(seat, "374", []);
  if (verb === "LINKS" && isMatch(mask, self)) world.reply(seat, "364", [self, self]);
  if (verb === "LINKS") world.reply(seat, "365", [mask]);
  if (verb === "MAP") world.reply(seat, "007", []);
  if (verb === "MOTD") world.reply(seat, "376", []);
  if (verb === "VERSION") world.reply(seat, "351", []);
  if (verb === "TIME") world.reply(seat, "391", [self]);
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
