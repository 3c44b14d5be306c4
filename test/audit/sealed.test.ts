// R9 Sealed ranges of a log: whatever is done to what an origin has sealed, or to its seals, a check finds it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commitmentOf } from "../../events/commitment.ts";
import type { Origin } from "../../events/names.ts";
import { check } from "../../src/audit/check/check.ts";
import { SealCheck } from "../../src/audit/check/seals.ts";
import { Violation } from "../../src/audit/check/violation.ts";
import { Heads } from "../../src/link/heads.ts";
import { identityFrom, isSigned } from "../../src/link/identity.ts";
import { sealText } from "../../src/link/signed.ts";
import type { Entry, LogReader, Seal, SealReader } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { ORIGIN, Scribe, user } from "./recorded.ts";

const identity = identityFrom(Buffer.alloc(32, 7));
const stranger = identityFrom(Buffer.alloc(32, 8));
const OTHER = "2AB.zzzzzz" as Origin;
/** So many at least that each way to forge is met. */
const RUNS = Math.max(200, Number(process.env.HANSARD_RUNS ?? 300));

interface Stored {
  entries: Entry[];
  seals: Seal[];
}

/** What two origins said, sealed up to the counts, and now and then a body that was not kept. */
function sealed(texts: readonly string[], counts: readonly number[]): Stored {
  const scribe = new Scribe().open(0, { key: identity.key }).connect(0, "alice").join(0, "#c");
  scribe.open(0, { origin: OTHER, key: identity.key });
  for (const text of texts) scribe.event("PRIVMSG", user(0), { channel: "#c" as never, text });
  for (const at of [1, 5, 6]) withoutBody(scribe.entries, 4 + at);
  const log = new MemoryLog();
  log.append(scribe.entries);
  const heads = new Heads(log, identity);
  for (const count of counts) heads.sealOwn(ORIGIN, Math.min(count, 3 + texts.length));
  heads.sealOwn(OTHER, 1);
  return { entries: scribe.entries, seals: [...log.seals({ origin: "", count: 0 }, 1000)] };
}

function withoutBody(entries: Entry[], at: number): void {
  const entry = entries[at];
  if (entry?.salt && entry.body !== null)
    entries[at] = { ...entry, salt: null, body: null, commitment: commitmentOf(entry.salt, entry.body) };
}

/** The log as it lies there, right or wrong: no log of ours would take some of it. */
function reader({ entries, seals }: Stored): LogReader & SealReader {
  const log = new Scribe();
  log.entries.push(...entries);
  return {
    ...log.log(),
    seals: (after, limit) =>
      seals
        .filter(({ origin, count }) => origin > after.origin || (origin === after.origin && count > after.count))
        .slice(0, limit),
  };
}

const sealCheck = (stored: Stored) =>
  new SealCheck(reader(stored), (key, seal) => isSigned(key, sealText(seal), seal.signature));

function found(stored: Stored): string | undefined {
  try {
    sealCheck(stored).run();
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return `${error.id}: ${error.message}`;
    throw error;
  }
}

const signed = (seal: Omit<Seal, "signature">, by = identity): Seal => ({
  ...seal,
  signature: by.sign(sealText(seal)),
});

/** Ways to forge: `at` picks an event that a seal covers, `seal` one of the seals. */
const forgeries: Readonly<Record<string, (stored: Stored, at: number, seal: number) => void>> = {
  "an event says something else": ({ entries }, at) => {
    const entry = entries[at] as Entry;
    entries[at] = { ...entry, header: entry.header.replace(/"at":\d/, (text) => `${text}1`) };
  },
  "a body is another, or has another commitment": ({ entries }, at) => {
    const entry = entries[at] as Entry;
    entries[at] =
      entry.body === null
        ? { ...entry, commitment: new Uint8Array(32) }
        : { ...entry, body: entry.body.replace(/"([^"]*)"}$/, '"$1!"}') };
  },
  "two events have changed places": ({ entries }, at) => {
    const [one, two] = [entries[at], entries[at === 4 ? 5 : at - 1]] as [Entry, Entry];
    const swap = (from: Entry, to: Entry): Entry => ({ ...from, position: to.position, seq: to.seq });
    entries[entries.indexOf(one)] = swap(two, one);
    entries[entries.indexOf(two)] = swap(one, two);
  },
  "the end is cut off": ({ entries }, at) => {
    entries.length = at;
  },
  "an event is put in": ({ entries }, at) => {
    const entry = entries[at] as Entry;
    for (const [n, each] of entries.entries())
      if (n >= at && each.seq !== null) entries[n] = { ...each, seq: each.seq + 1 };
    entries.splice(at, 0, { ...(entries[1] as Entry), seq: entry.seq });
  },
  "a seal has another root": ({ seals }, _at, n) => {
    seals[n] = { ...(seals[n] as Seal), root: "0".repeat(64) };
  },
  "a second history is signed by the right key": ({ seals }, _at, n) => {
    seals[n] = signed({ ...(seals[n] as Seal), root: "1".repeat(64) });
  },
  "a seal is signed by another key": ({ seals }, _at, n) => {
    seals[n] = signed(seals[n] as Seal, stranger);
  },
  "a seal is kept with another tree": ({ seals }, _at, n) => {
    const seal = seals[n] as Seal;
    seals[n] = { ...seal, peaks: Buffer.alloc(seal.peaks.length, 1) };
  },
};

const texts = fc.array(fc.string({ maxLength: 8 }), { minLength: 6, maxLength: 40 });
const counts = fc
  .array(fc.integer({ min: 6, max: 45 }), { minLength: 1, maxLength: 5 })
  .map((all) => all.sort((a, b) => a - b));

describe("R9 what an origin has sealed", () => {
  it("is found as it was sealed, and what came after the last seal is let be", () => {
    fc.assert(
      fc.property(texts, counts, (said, sizes) => {
        const stored = sealed(said, sizes);
        expect(found(stored)).toBeUndefined();
        const checked = check(reader(stored), { seals: sealCheck(stored) });
        expect(checked.finding).toBeUndefined();
        const covered = Math.max(...stored.seals.filter(({ origin }) => origin === ORIGIN).map(({ count }) => count));
        expect(checked.sealed).toEqual({ seals: stored.seals.length, events: covered + 1 });
      }),
      { numRuns: RUNS },
    );
  });

  it("cannot be changed, reordered, cut or extended unnoticed, nor can its seals", () => {
    const met = new Map<string, number>();
    fc.assert(
      fc.property(texts, counts, fc.constantFrom(...Object.keys(forgeries)), fc.nat(), (said, sizes, how, pick) => {
        const stored = sealed(said, sizes);
        const last = Math.max(...stored.seals.map(({ count }) => count));
        // The first four are openings and the like; what a seal covers ends one place later, for the other's opening.
        const at = 4 + (pick % (last - 3));
        forgeries[how]?.(stored, at, pick % stored.seals.length);
        met.set(how, (met.get(how) ?? 0) + 1);
        expect(found(stored), how).toMatch(/^R9: /);
      }),
      { numRuns: RUNS },
    );
    for (const how of Object.keys(forgeries)) expect(met.get(how), how).toBeGreaterThan(RUNS / 50);
  });

  it("is missed where none of it is there, or its origin was opened without a key", () => {
    const stored = sealed(["a"], [4]);
    const [seal] = stored.seals as [Seal];
    const strange = signed({ ...seal, origin: "3CC.none00" });
    expect(found({ ...stored, seals: [...stored.seals, strange] })).toMatch(
      /^R9: 3CC.none00 has sealed 4 events, and none/,
    );
    const keyless = new Scribe().open().connect(0, "alice").entries;
    expect(found({ entries: keyless, seals: [{ ...seal, count: 2 }] })).toMatch(/opened without a key/);
  });

  it("is reported with the position and the event up to which it was read", () => {
    const stored = sealed(["a", "b", "c"], [4, 6]);
    const at = stored.entries.findIndex(({ seq, origin }) => origin === ORIGIN && seq === 6);
    const entry = stored.entries[at] as Entry;
    stored.entries[at] = { ...entry, salt: new Uint8Array(16).fill(1) };
    expect(check(reader(stored), { seals: sealCheck(stored) }).finding).toEqual({
      id: "R9",
      position: entry.position,
      event: `${ORIGIN}-6`,
      text: `events 5 to 6 of ${ORIGIN} are not those that it has sealed`,
    });
  });
});
