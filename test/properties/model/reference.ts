// The reference model: takes what a client sends and says what every client is then written. Written from Modern IRC
// and RFC 2812; where the node has a choice it makes it as documented. It imports nothing of the program.
import { cap, introduce, nick } from "./arrival.ts";
import { away, message } from "./messages.ts";
import { channelMode, userMode } from "./modes.ts";
import { help, list, lusers, names, ofServer, who, whois, whowas } from "./queries.ts";
import { invite, join, kick, part, topic } from "./rooms.ts";
import type { Tally } from "./tally.ts";
import { bytesOf, cutTo, type Line, readLine } from "./wire.ts";
import { type Limits, type Person, type Seat, World } from "./world.ts";

/** Verb → fewest parameters. */
const VERBS: Readonly<Record<string, number>> = {
  AWAY: 0,
  CAP: 1,
  HELP: 0,
  INVITE: 0,
  JOIN: 1,
  KICK: 2,
  LIST: 0,
  LUSERS: 0,
  MODE: 1,
  MOTD: 0,
  NAMES: 0,
  NICK: 0,
  NOTICE: 0,
  PART: 1,
  PASS: 1,
  PING: 1,
  PONG: 0,
  PRIVMSG: 0,
  QUIT: 0,
  STATS: 1,
  TIME: 0,
  TOPIC: 1,
  USER: 4,
  VERSION: 0,
  WHO: 0,
  WHOIS: 0,
  WHOWAS: 0,
};
const EARLY = new Set(["CAP", "NICK", "PASS", "PING", "PONG", "QUIT", "USER"]);
const KNOWN = new Set(Object.keys(VERBS));
/** TARGMAX. */
const MOST_TARGETS = 4;
const MOST_TAG_BYTES = 8191;

export class Reference {
  readonly world: World;
  readonly tally: Tally;

  constructor(limits: Limits) {
    this.world = new World(limits);
    this.tally = this.world.tally;
  }

  connect(slot: number, host: string): void {
    this.world.sit(slot, host);
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
      this.world.tell(
        slot,
        `:${this.world.limits.server} NOTICE ${seat.person?.nick ?? (seat.nick || "*")} :*** fault`,
      );
      return;
    }
    for (const line of text.split("\r")) if (line !== "") this.line(slot, line);
  }

  /** One line without its end. */
  line(slot: number, text: string): void {
    const seat = this.world.seats.get(slot);
    if (seat === undefined || seat.isGone) return;
    const tags = text.startsWith("@") ? text.indexOf(" ") + 1 : 0;
    if (bytesOf(text) - tags > 510 || tags > MOST_TAG_BYTES) return this.world.reply(seat, "417", []);
    const line = readLine(text);
    if (line) this.#command(seat, line);
  }

  #command(seat: Seat, { verb, parameters }: Line): void {
    const fewest = VERBS[verb];
    const refuse = (code: string, ...words: string[]) => {
      this.world.reply(seat, code, words);
      if (fewest !== undefined) this.tally.add(verb, false);
    };
    const { person } = seat;
    if (fewest === undefined) return person ? refuse("421", verb) : refuse("451");
    if (person === undefined && !EARLY.has(verb)) return refuse("451");
    if (parameters.length < fewest) return refuse("461", verb);
    if (person === undefined || EARLY.has(verb)) this.#early(seat, verb, [...parameters]);
    else this.#registered(seat, person, verb, [...parameters]);
    if (person === undefined && !seat.isGone) this.#register(seat);
  }

  #registered(seat: Seat, person: Person, verb: string, parameters: string[]): void {
    const { world, tally } = this;
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
        return each(second ?? "", MOST_TARGETS, false, (nick) => kick(world, seat, person, [first, nick, third ?? ""]));
      case "PRIVMSG":
      case "NOTICE":
        return each(first, MOST_TARGETS, verb === "NOTICE", (to) =>
          message(world, seat, person, verb, to, second ?? ""),
        );
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
      case "AWAY":
        return away(world, seat, person, first);
      case "LIST":
        return list(world, seat, person, first);
      case "WHO":
        return who(world, seat, person, parameters);
      case "WHOIS":
        return whois(world, seat, person, parameters.slice(0, 2));
      case "WHOWAS":
        return whowas(world, seat, parameters);
      case "LUSERS":
        return lusers(world, seat);
      case "STATS":
        world.reply(seat, "219", [[...(first ?? "")][0] ?? ""]);
        return true;
      case "HELP":
        return help(world, seat, first, KNOWN);
      default:
        return ofServer(world, seat, verb, first);
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
    seat.person = { slot, host, nick, username, realname, modes: new Set(), away: "" };
    world.people.add(seat.person);
    world.reply(seat, "001", []);
    lusers(world, seat);
    world.reply(seat, "376", []);
    this.tally.add("registration", true);
  }
}
