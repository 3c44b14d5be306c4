// The reference model: takes what a client sends and says what every client is then written. Written from Modern IRC
// and RFC 2812; where the node has a choice it makes it as documented. It imports nothing of the program.
import { introduce, nick } from "./arrival.ts";
import { cap } from "./capabilities.ts";
import { away, message, tellAway } from "./messages.ts";
import { channelMode, userMode } from "./modes.ts";
import { monitor, setname } from "./monitor.ts";
import { help, ison, list, lusers, names, ofServer, stats, userhost, who, whois, whowas } from "./queries.ts";
import { invite, join, kick, knock, part, topic } from "./rooms.ts";
import { clientTagsOf, labelOf } from "./tags.ts";
import type { Tally } from "./tally.ts";
import { bytesOf, cutTo, type Line, readLine } from "./wire.ts";
import { type Limits, type Person, type Seat, World } from "./world.ts";

/** Verb → fewest parameters. */
const VERBS: Readonly<Record<string, number>> = {
  ...{ ADMIN: 0, AWAY: 0, CAP: 1, HELP: 0, INFO: 0, INVITE: 0, ISON: 1, JOIN: 1, KICK: 2, KNOCK: 1, LINKS: 0, LIST: 0 },
  ...{ LUSERS: 0, MAP: 0, MODE: 1, MONITOR: 1, MOTD: 0, NAMES: 0, NICK: 0, NOTICE: 0, OPER: 2, PART: 1, PASS: 1 },
  ...{ PING: 1, PONG: 0, PRIVMSG: 0, QUIT: 0, SETNAME: 1, STATS: 1, TAGMSG: 1, TIME: 0, TOPIC: 1, USER: 4 },
  ...{ USERHOST: 1, VERSION: 0, WHO: 0, WHOIS: 0, WHOWAS: 0 },
};
/** What only operators of the network may ask: nobody is one here. */
const PRIVILEGED = ["CHGHOST", "DLINE", "KILL", "KLINE", "REHASH", "SAMODE", "UNDLINE", "UNKLINE", "WALLOPS"];
const EARLY = new Set(["AWAY", "CAP", "NICK", "PASS", "PING", "PONG", "QUIT", "USER"]);
const KNOWN = new Set([...Object.keys(VERBS), ...PRIVILEGED]);
/** TARGMAX. */
const MOST_TARGETS = 4;
/** With "@" and the space (IRCv3 message-tags, "Size limit"). */
const MOST_TAG_BYTES = 4096;

export class Reference {
  readonly world: World;
  readonly tally: Tally;

  constructor(limits: Limits) {
    this.world = new World(limits);
    this.tally = this.world.tally;
  }

  connect(slot: number, host: string, isSecure: boolean): void {
    this.world.sit(slot, host, isSecure);
  }

  /** The client's side of the connection is gone. */
  hangUp(slot: number, reason: string): void {
    const seat = this.world.seats.get(slot);
    if (seat?.person) this.world.end(seat.person, reason);
    this.world.seats.delete(slot);
  }

  isOpen(slot: number): boolean {
    return this.world.seats.get(slot)?.isGone === false;
  }

  /** Whole lines as bytes, each with its LF. A line that is none is said to its sender. */
  bytes(slot: number, bytes: Buffer): void {
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      this.#piece(slot, bytes.subarray(from, end));
      from = end + 1;
    }
  }

  #piece(slot: number, bytes: Buffer): void {
    const seat = this.world.seats.get(slot);
    if (seat === undefined || seat.isGone) return;
    const text = bytes.toString("utf8");
    const isText = Buffer.from(text, "utf8").equals(bytes);
    if (!isText || text.includes("\0")) {
      return this.world.fail(seat, "*", isText ? "INVALID_LINE" : "INVALID_UTF8");
    }
    for (const line of text.split("\r")) if (line !== "") this.line(slot, line);
  }

  /** One line without its end. */
  line(slot: number, text: string): void {
    const seat = this.world.seats.get(slot);
    if (seat === undefined || seat.isGone) return;
    const tags = text.startsWith("@") ? bytesOf(text.slice(0, text.indexOf(" ") + 1)) : 0;
    if (bytesOf(text) - tags > 510 || tags > MOST_TAG_BYTES) return this.world.reply(seat, "417", []);
    const line = readLine(text);
    if (line) this.world.labeled(seat, labelOf(line), () => this.#command(seat, line));
  }

  #command(seat: Seat, line: Line): void {
    const { verb, parameters } = line;
    const isPrivileged = PRIVILEGED.includes(verb);
    const fewest = isPrivileged ? 0 : VERBS[verb];
    const refuse = (code: string, ...words: string[]) => {
      this.world.reply(seat, code, words);
      if (fewest !== undefined) this.tally.add(verb, false);
    };
    const { person } = seat;
    if (fewest === undefined) return person ? refuse("421", verb) : refuse("451");
    if (person === undefined && !EARLY.has(verb)) return refuse("451");
    if (isPrivileged) return refuse("481");
    if (parameters.length < fewest) return refuse("461", verb);
    if (person === undefined || EARLY.has(verb)) this.#early(seat, verb, [...parameters]);
    else this.#registered(seat, person, line);
    if (person === undefined && !seat.isGone) this.#register(seat);
  }

  #registered(seat: Seat, person: Person, line: Line): void {
    const { world, tally } = this;
    const { verb } = line;
    const parameters = [...line.parameters];
    const [first = "", second, third] = parameters;
    const each = (targets: string, most: number, isSilent: boolean, one: (target: string, at: number) => boolean) =>
      this.#each(seat, verb, { targets, most, isSilent }, one);
    switch (verb) {
      case "JOIN": {
        const keys = second?.split(",") ?? [];
        return each(first, Number.POSITIVE_INFINITY, false, (name, at) =>
          join(world, seat, person, name, keys[at] || undefined),
        );
      }
      case "PART":
        return each(first, Number.POSITIVE_INFINITY, false, (name) => part(world, seat, person, name, second));
      case "KICK":
        return this.#kick(seat, person, [first, second ?? "", third ?? ""]);
      case "PRIVMSG":
      case "NOTICE":
      case "TAGMSG": {
        const said = { verb, text: second ?? "", tags: seat.caps.has("message-tags") ? clientTagsOf(line) : [] };
        return each(first, MOST_TARGETS, verb === "NOTICE", (to) => message(world, seat, person, said, to));
      }
      case "NAMES":
        if (parameters.length === 0) return tally.add(verb, names(world, seat, person, undefined));
        return each(first, MOST_TARGETS, false, (name) => names(world, seat, person, name));
      default:
        return tally.add(verb, this.#alone(seat, person, verb, parameters));
    }
  }

  #alone(seat: Seat, person: Person, verb: string, parameters: string[]): boolean {
    const { world } = this;
    const [first] = parameters;
    switch (verb) {
      case "INVITE":
        return invite(world, seat, person, parameters.slice(0, 2));
      case "TOPIC":
        return topic(world, seat, person, parameters);
      case "MODE":
        return first?.startsWith("#")
          ? channelMode(world, seat, person, parameters)
          : userMode(world, seat, person, parameters);
      case "KNOCK":
        return knock(world, seat, person, first ?? "");
      case "MONITOR":
        return monitor(world, seat, parameters);
      case "SETNAME":
        return setname(world, seat, person, first ?? "");
      case "ISON":
        return ison(world, seat, parameters);
      case "USERHOST":
        return userhost(world, seat, parameters);
      case "LIST":
        return list(world, seat, person, parameters.slice(0, 2));
      case "WHO":
        return who(world, seat, person, parameters);
      case "WHOIS":
        return whois(world, seat, person, parameters.slice(0, 2));
      case "WHOWAS":
        return whowas(world, seat, parameters);
      case "LUSERS":
        return lusers(world, seat);
      case "STATS":
        return stats(world, seat, first ?? "");
      case "HELP":
        return help(world, seat, first, KNOWN);
      default:
        return ofServer(world, seat, verb, parameters);
    }
  }

  /** One channel for all nicks, or as many channels as nicks. */
  #kick(seat: Seat, person: Person, [rooms = "", nicks = "", why = ""]: string[]): void {
    const one = (room: string, nick: string) => kick(this.world, seat, person, [room, nick, why]);
    if (!rooms.includes(",")) {
      return this.#each(seat, "KICK", { targets: nicks, most: MOST_TARGETS, isSilent: false }, (nick) =>
        one(rooms, nick),
      );
    }
    const [all, beside] = [nicks.split(","), rooms.split(",")];
    if (all.length !== beside.length) return this.tally.add("KICK", one("", ""));
    const pairs = all.map((nick, at) => [beside[at] ?? "", nick] as const);
    const isFirst = ([room, nick]: readonly [string, string], at: number) =>
      pairs.findIndex(([r, n]) => r === room && n === nick) === at;
    const chosen = pairs.filter(isFirst);
    for (const [room, nick] of chosen.slice(0, MOST_TARGETS)) this.tally.add("KICK", one(room, nick));
    for (const [, nick] of chosen.slice(MOST_TARGETS)) {
      this.world.reply(seat, "407", [nick]);
      this.tally.add("KICK", false);
    }
  }

  /** Targets are decided one by one; empty and repeated ones are passed over; each beyond TARGMAX is refused. */
  #each(
    seat: Seat,
    verb: string,
    { targets, most, isSilent }: { targets: string; most: number; isSilent: boolean },
    one: (target: string, at: number) => boolean,
  ): void {
    if (!targets.includes(",")) return this.tally.add(verb, one(targets, 0));
    const all = targets.split(",");
    const chosen = all.map((target, at) => [target, at] as const).filter(([t, at]) => t && all.indexOf(t) === at);
    for (const [target, at] of chosen.slice(0, most)) this.tally.add(verb, one(target, at));
    for (const [target] of chosen.slice(most)) {
      if (!isSilent) this.world.reply(seat, "407", [target]);
      this.tally.add(verb, false);
    }
  }

  #early(seat: Seat, verb: string, parameters: string[]): void {
    const { world } = this;
    const [first = ""] = parameters;
    if (verb === "NICK") return this.tally.add(verb, nick(world, seat, first));
    if (verb === "AWAY") return this.tally.add(verb, away(world, seat, first));
    if (verb === "CAP") return this.tally.add(verb, cap(world, seat, parameters));
    if (verb === "PING") world.tell(seat.slot, `:${world.limits.server} PONG ${world.limits.server} :${first}`);
    if (verb === "QUIT") this.#quit(seat, first);
    if (verb === "PASS" || verb === "USER") return this.tally.add(verb, introduce(world, seat, verb, parameters));
    this.tally.add(verb, true);
  }

  #quit(seat: Seat, text: string): void {
    const reason = text ? `Quit: ${cutTo(text, this.world.limits.quitBytes)}` : "Client Quit";
    this.#close(seat, reason);
  }

  #close(seat: Seat, reason: string): void {
    if (seat.person) this.world.end(seat.person, reason);
    this.world.tell(seat.slot, `ERROR :Closing link: ${seat.host} (${reason})`);
    seat.isGone = true;
  }

  #register(seat: Seat): void {
    const { world } = this;
    const { slot, host, nick, username, realname } = seat;
    if (seat.isNegotiating || nick === "" || username === "") return;
    if (world.limits.password !== undefined && seat.password !== "right") {
      world.reply(seat, "464", []);
      return this.#close(seat, "Password incorrect");
    }
    if (world.bearer(nick)) {
      world.reply(seat, "433", [nick]);
      seat.nick = "";
      return;
    }
    seat.person = { slot, host, nick, username, realname, modes: new Set(), away: "", isSecure: seat.isSecure };
    world.people.add(seat.person);
    world.tellWatchers(nick);
    seat.person.away = seat.away;
    if (seat.away !== "") tellAway(world, seat.person);
    world.reply(seat, "001", []);
    lusers(world, seat);
    world.reply(seat, "376", []);
    this.tally.add("registration", true);
  }
}
