// R7 as a property: whatever at least three clients ask for, and wherever the log fails meanwhile, in the end state,
// sessions, log and clients agree, and nothing was told to anybody that the log does not hold.
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Entry } from "../../src/record/log.ts";
import { Logged } from "../crash/logged.ts";
import { action, DELIVERY, MESSAGE_REFUSED, type Member, Run } from "./failing-run.ts";
import { nameOf, type Rig } from "./rig.ts";

const RUNS = Number(process.env.HANSARD_RUNS ?? 100);
const SEED = Number(process.env.HANSARD_SEED ?? Date.now() % 2 ** 31);
/** How often the runs met each kind of trouble: a property that never met any proves nothing. */
const met = { dropped: 0, stood: 0, undecided: 0, refusals: 0, recoveries: 0, lateQuits: 0 };

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
