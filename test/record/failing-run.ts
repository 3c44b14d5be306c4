// A node whose log can fail at any step, and clients that ask it for this and that; what happens is drawn by fast-check.
// It must not judge, but that no message leaves before it is in the log.
import fc from "fast-check";
import type { Entry } from "../../src/record/log.ts";
import type { Step } from "../../src/record/sqlite-log.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { Faults } from "./faults.ts";
import { Rig } from "./rig.ts";
import type { VirtualClient } from "./virtual-edge.ts";

const STEPS: readonly Step[] = ["begin", "insert", "commit", "committed", "open", "checkpoint"];
/** A line with a user as its source: not a reply to its own asker. */
export const DELIVERY = /^:[^\s!]+![^\s]+ /;
export const MESSAGE_REFUSED = / NOTICE \S+ :\*\*\* PRIVMSG: Not carried out: .*\(RECORD_UNAVAILABLE\)$/;

type Verb = "say" | "join" | "part" | "nick" | "topic" | "voice" | "kick" | "private" | "ping";
type Asking = { readonly kind: Verb; readonly who: number; readonly pick: number };
type Leaving = { readonly kind: "leave" | "quit"; readonly who: number };
type Failing = {
  readonly kind: "fail";
  readonly step: Step;
  readonly nth: number;
  readonly isLasting: boolean;
  /** Nor can the log be opened again, until it is healed. */
  readonly isBlind: boolean;
};
export type Action =
  | Asking
  | Leaving
  | Failing
  | { readonly kind: "connect" | "heal" | "settle" }
  | { readonly kind: "pass"; readonly ms: number };

const who = fc.nat({ max: 7 });
const command = fc.record({
  kind: fc.constantFrom("say", "say", "join", "part", "nick", "topic", "voice", "kick", "private", "ping"),
  who,
  pick: fc.nat({ max: 7 }),
});
const failure = fc.record({
  kind: fc.constant("fail"),
  step: fc.constantFrom(...STEPS),
  nth: fc.integer({ min: 1, max: 5 }),
  isLasting: fc.boolean(),
  isBlind: fc.boolean(),
});
export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 30, arbitrary: command },
  { weight: 2, arbitrary: fc.constant({ kind: "connect" }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("leave", "quit"), who }) },
  { weight: 5, arbitrary: failure },
  { weight: 2, arbitrary: fc.constant({ kind: "heal" }) },
  { weight: 8, arbitrary: fc.constant({ kind: "settle" }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass"), ms: fc.constantFrom(1, 250, 1000, 2500) }) },
) as fc.Arbitrary<Action>;

export interface Member {
  readonly client: VirtualClient;
  readonly firstNick: string;
  readonly sent: string[];
  readonly lines: string[];
  /** Has asked for its end: what would come after that on the same connection may be passed over. */
  hasQuit: boolean;
}

export class Run {
  readonly faults = new Faults();
  readonly rig = new Rig({ onStep: this.faults.onStep, walBytes: 1, private: "body" });
  readonly members: Member[] = [];
  /** Somebody was written a line just now. */
  onHeard: (member: Member, line: string) => void = () => undefined;
  readonly #reader = new SqliteReader(this.rig.folder);
  readonly #stored: Entry[] = [];
  #number = 0;

  constructor() {
    this.rig.edge.onLine = (client, line) => this.#heard(client, line);
    for (let at = 0; at < 4; at++) this.#connect();
    this.rig.time.settle();
  }

  do(each: Action): void {
    const { time } = this.rig;
    if ("pick" in each) this.#ask(each);
    else if ("who" in each) this.#leave(each);
    else if (each.kind === "connect") this.#connect();
    else if (each.kind === "fail") this.#fail(each);
    else if (each.kind === "heal") this.faults.heal();
    else if (each.kind === "settle") time.settle();
    else if (each.kind === "pass") time.advance(each.ms);
  }

  /** All trouble ends; the node has time to recover. */
  end(): void {
    this.faults.heal();
    this.rig.time.advance(10_000);
  }

  close(): void {
    this.#reader.close();
    this.rig.close();
  }

  #connect(): void {
    const firstNick = `u${this.members.length}`;
    const member = { client: this.rig.edge.connect(), firstNick, sent: [], lines: [], hasQuit: false };
    this.members.push(member);
    member.client.send(`NICK ${firstNick}`, `USER ${firstNick} 0 * :${firstNick}`, "JOIN #c,#d");
  }

  #fail({ step, nth, isLasting, isBlind }: Failing): void {
    if (isBlind) this.faults.always("open");
    if (isLasting) this.faults.always(step);
    else this.faults.once(step, nth);
  }

  /** The first one stays, so that #c is always there and every PRIVMSG to it is an event or a refusal. */
  #leave({ kind, who }: Leaving): void {
    const member = this.members[who % this.members.length] as Member;
    if (member === this.members[0]) return;
    if (kind === "leave") return member.client.leave();
    member.hasQuit = true;
    member.client.send("QUIT :bye");
  }

  #ask({ kind, who, pick }: Asking): void {
    const { client, firstNick, sent, hasQuit } = this.members[who % this.members.length] as Member;
    if (hasQuit) return;
    const id = `${firstNick}-${++this.#number}`;
    const other = this.members[pick % this.members.length]?.firstNick ?? "u0";
    if (kind === "say") sent.push(id);
    client.send(lineOf(kind, id, pick, other));
  }

  #heard(client: VirtualClient, line: string): void {
    const member = this.members.find((each) => each.client === client);
    member?.lines.push(line);
    if (member) this.onHeard(member, line);
    const id = /PRIVMSG #c :(\S+)$/.exec(line)?.[1];
    if (id === undefined) return;
    for (const entry of this.#reader.read(this.#stored.length, 10_000)) this.#stored.push(entry);
    const isStored = this.#stored.some((entry) => entry.body?.includes(`"${id}"`));
    if (!isStored) throw new Error(`${id} left before it was in the log`);
  }
}

function lineOf(kind: Verb, id: string, pick: number, other: string): string {
  if (kind === "say") return `PRIVMSG #c :${id}`;
  if (kind === "join") return "JOIN #d";
  if (kind === "part") return `PART #d :${id}`;
  if (kind === "nick") return `NICK pool${pick % 3}`;
  if (kind === "topic") return `TOPIC #d :${id}`;
  if (kind === "voice") return `MODE #d ${pick % 2 ? "+v" : "+o"} ${other}`;
  if (kind === "kick") return `KICK #d ${other} :${id}`;
  if (kind === "private") return `NOTICE ${other} :${id}`;
  return `PING ${id}`;
}
