// A stretch of the log as lines, and who was to receive each: made from the stored text alone, with code of its own.
// It imports nothing of the node's projections or delivery, so that it can disagree with them.
import type { Entry } from "../../src/record/log.ts";

export interface LoggedLine {
  readonly position: number;
  readonly line: string;
}

interface User {
  readonly id: string;
  nick: string;
  readonly mask: string;
  readonly channels: Set<string>;
  /** What this user's client was to receive. */
  readonly lines: LoggedLine[];
}

type Header = { readonly type?: string; readonly actor?: string };
type Change = readonly [sign: string, kind: string, letter: string, value?: string];
type Body = {
  readonly nick?: string;
  readonly username?: string;
  readonly host?: string;
  readonly channel?: string;
  readonly name?: string;
  readonly sender?: string;
  readonly target?: string;
  readonly reason?: string;
  readonly text?: string;
  readonly changes?: readonly Change[];
};

export class Logged {
  /** Every line that the round's events make, in order. */
  readonly lines: LoggedLine[] = [];
  /** By the nick with which they connected. */
  readonly byFirstNick = new Map<string, User>();
  events = 0;
  readonly #users = new Map<string, User>();
  readonly #members = new Map<string, Set<User>>();

  constructor(entries: Iterable<Entry>) {
    for (const { position, header, body } of entries) {
      const { type, actor } = JSON.parse(header) as Header;
      if (type === undefined) continue;
      this.events++;
      this.#event(position, type, actor ?? "", JSON.parse(body ?? "{}") as Body);
    }
  }

  #event(position: number, type: string, id: string, body: Body): void {
    if (type === "CONNECT") return this.#connect(id, body);
    const user = this.#users.get(body.sender ?? id);
    if (!user) return;
    const source = `:${user.nick}!${user.mask}`;
    const members = this.#members.get(body.channel ?? "") ?? new Set<User>();
    const say = (to: Iterable<User>, line: string) => this.#say(position, to, `${source} ${line}`);
    const target = this.#users.get(body.target ?? "");
    const isMessage = type === "PRIVMSG" || type === "NOTICE";
    if (isMessage && target) return say([target], `${type} ${target.nick} :${body.text}`);
    if (isMessage) say(without(members, user), `${type} ${body.channel} :${body.text}`);
    if (type === "TOPIC") say(members, `TOPIC ${body.channel} :${body.text}`);
    if (type === "MODE") say(members, `MODE ${body.channel} ${this.#changes(body.changes ?? [])}`);
    if (type === "JOIN") say(this.#join(user, body.channel as string), `JOIN ${body.name}`);
    if (type === "PART") {
      say(members, body.reason === undefined ? `PART ${body.channel}` : `PART ${body.channel} :${body.reason}`);
      this.#leave(user, body.channel as string);
    }
    if (type === "KICK" && target) {
      say(members, `KICK ${body.channel} ${target.nick} :${body.reason}`);
      this.#leave(target, body.channel as string);
    }
    if (type === "NICK") {
      say(this.#neighbours(user), `NICK ${body.nick}`);
      user.nick = body.nick as string;
    }
    if (type !== "QUIT") return;
    say(without(this.#neighbours(user), user), `QUIT :${body.reason}`);
    for (const channel of [...user.channels]) this.#leave(user, channel);
    this.#users.delete(id);
  }

  #connect(id: string, body: Body): void {
    const { nick, username, host } = body as Required<Body>;
    const user = { id, nick, mask: `${username}@${host}`, channels: new Set<string>(), lines: [] };
    this.#users.set(id, user);
    this.byFirstNick.set(nick, user);
  }

  #join(user: User, channel: string): Set<User> {
    const members = this.#members.get(channel) ?? new Set();
    this.#members.set(channel, members.add(user));
    user.channels.add(channel);
    return members;
  }

  #leave(user: User, channel: string): void {
    this.#members.get(channel)?.delete(user);
    user.channels.delete(channel);
  }

  #neighbours(user: User): Set<User> {
    const found = new Set([user]);
    for (const channel of user.channels) for (const each of this.#members.get(channel) ?? []) found.add(each);
    return found;
  }

  #changes(changes: readonly Change[]): string {
    const [change] = changes;
    if (changes.length !== 1 || change === undefined) throw new Error("the load makes one mode change at a time");
    const [sign, kind, letter, value] = change;
    const shown = kind === "status" ? this.#users.get(value ?? "")?.nick : value;
    return kind === "flag" || (letter === "l" && sign === "-") ? `${sign}${letter}` : `${sign}${letter} ${shown}`;
  }

  #say(position: number, to: Iterable<User>, line: string): void {
    const logged = { position, line };
    this.lines.push(logged);
    for (const user of to) user.lines.push(logged);
  }
}

function without(users: ReadonlySet<User>, user: User): Set<User> {
  const rest = new Set(users);
  rest.delete(user);
  return rest;
}
