// R7 as a property: whatever at least three clients ask for, and wherever the log fails meanwhile, in the end state,
// sessions, log and clients agree, and nothing was told to anybody that the log does not hold.
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Entry } from "../../src/record/log.ts";
import type { Step } from "../../src/record/sqlite-log.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { Logged } from "../crash/logged.ts";
import { Faults } from "./faults.ts";
import { nameOf, Rig } from "./rig.ts";
import type { VirtualClient } from "./virtual-edge.ts";

const RUNS = Number(process.env.HANSARD_RUNS ?? 100);
const SEED = Number(process.env.HANSARD_SEED ?? Date.now() % 2 ** 31);
const STEPS: readonly Step[] = ["begin", "insert", "commit", "committed", "open", "checkpoint"];
const DELIVERY = /^:[^\s!]+![^\s]+ /;
const MESSAGE_REFUSED = / NOTICE \S+ :\*\*\* PRIVMSG: Not carried out: .*\(RECORD_UNAVAILABLE\)$/;

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
type Action =
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
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 30, arbitrary: command },
  { weight: 2, arbitrary: fc.constant({ kind: "connect" }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("leave", "quit"), who }) },
  { weight: 5, arbitrary: failure },
  { weight: 2, arbitrary: fc.constant({ kind: "heal" }) },
  { weight: 8, arbitrary: fc.constant({ kind: "settle" }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass"), ms: fc.constantFrom(1, 250, 1000, 2500) }) },
) as fc.Arbitrary<Action>;

/** How often the runs met each kind of trouble: a property that never met any proves nothing. */
const met = { dropped: 0, stood: 0, undecided: 0, refusals: 0, recoveries: 0, lateQuits: 0 };

interface Member {
  readonly client: VirtualClient;
  readonly firstNick: string;
  readonly sent: string[];
  readonly lines: string[];
  /** Has asked for its end: what would come after that on the same connection may be passed over. */
  hasQuit: boolean;
}

class Run {
  readonly faults = new Faults();
  readonly rig = new Rig({ onStep: this.faults.onStep, walBytes: 1, private: "body" });
  readonly members: Member[] = [];
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

function expectAgreement({ rig, members }: Run): void {
  expect(rig.node.record.phase).toBe("ready");
  const stored = rig.stored();
  expect(stored.map((entry) => entry.position)).toEqual(stored.map((_, at) => at + 1));
  expect(rig.liveDigest()).toBe(rig.replayedDigest());
  const logged = new Logged(stored);
  for (const { client, firstNick, lines, sent } of members) {
    const expected = (logged.byFirstNick.get(firstNick)?.lines ?? []).map((each) => each.line);
    const received = lines.filter((line) => DELIVERY.test(line));
    const isOpen = client.state === "open";
    expect(received, firstNick).toEqual(isOpen ? expected : expected.slice(0, received.length));
    if (!isOpen) continue;
    const missing = sent.filter((id) => !stored.some((entry) => entry.body?.includes(`"${id}"`)));
    const told = lines.filter((line) => MESSAGE_REFUSED.test(line)).length;
    expect(told, `refusals that ${firstNick} was told of`).toBe(missing.length);
  }
  expectSessions(rig, members);
  expectNotes(rig, stored);
}

/** Who is connected is a user, and who is a user is connected. */
function expectSessions(rig: Rig, members: readonly Member[]): void {
  const open = members.filter((member) => member.client.state === "open");
  const users = [...rig.node.network.state.users.values()];
  expect(users.map((user) => user.username).sort()).toEqual(open.map((member) => `~${member.firstNick}`).sort());
  const asker = open[0]?.client;
  asker?.take();
  asker?.send("LUSERS");
  rig.time.settle();
  expect(asker?.take().find((line) => line.includes(" 255 "))).toContain(`I have ${users.length} clients`);
}

/** Each time the node began to refuse, the log says when it was well again. */
function expectNotes(rig: Rig, stored: readonly Entry[]): void {
  const phases = rig.troubles.flatMap((trouble) => (trouble.kind === "phase" ? [trouble.phase] : []));
  const resumed = stored.filter((entry) => nameOf(entry) === "RESUMED").length;
  expect(resumed, "RESUMED notes").toBe(phases.filter((phase) => phase === "refusing").length);
  met.recoveries += resumed;
  met.undecided += phases.filter((phase) => phase === "undecided").length;
  met.dropped += rig.troubles.filter((trouble) => trouble.kind === "rolled-back").length;
}

test(`R7 state, sessions, log and clients agree after any failures of the log (seed ${SEED}, ${RUNS} runs)`, {
  timeout: 600_000,
}, () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 20, maxLength: 120 }), (actions) => {
      const run = new Run();
      try {
        for (const each of actions) run.do(each);
        run.end();
        expectAgreement(run);
        met.stood += run.faults.injected.get("committed") ?? 0;
        met.refusals += run.members.flatMap(({ lines }) => lines).filter((line) => MESSAGE_REFUSED.test(line)).length;
        met.lateQuits += lateQuits(run.rig.storedTypes());
      } finally {
        run.close();
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // The rarest is met in a fifth of the runs; a floor close to that would fail by chance.
  for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(RUNS / 30);
});

/** QUITs that were recorded right after a recovery. */
const lateQuits = (types: readonly string[]) =>
  types.filter((type, at) => type === "QUIT" && types[at - 1] === "RESUMED").length;

afterAll(() => console.log(`seed ${SEED}: ${JSON.stringify(met)}`));
