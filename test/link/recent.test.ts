// What is read from memory against what the log says: the same, wherever one begins.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Recent } from "../../src/link/recent.ts";
import type { Entry } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { eventEntry, noteEntry, ORIGIN } from "../record/entries.ts";

const OTHER = "2BB.abc123";

/** A log of two origins and notes, of which the turns from one on were seen as they were committed. */
function seen(kinds: readonly string[], turn: number, from: number) {
  const log = new MemoryLog();
  const recent = new Recent(log, 8);
  const last = { [ORIGIN]: 0, [OTHER]: 0 };
  const entries = kinds.map((kind, at): Entry => {
    const origin = kind === "own" ? ORIGIN : OTHER;
    if (kind === "note") return noteEntry(at + 1);
    return { ...eventEntry(at + 1, "text", ++last[origin]), origin };
  });
  for (let at = 0; at < entries.length; at += turn) {
    const committed = entries.slice(at, at + turn);
    log.append(committed);
    if (at >= from) recent.committed(committed);
  }
  return { log, recent };
}

const kinds = fc.array(fc.constantFrom("own", "own", "other", "note"), { minLength: 1, maxLength: 40 });
const cases = fc.tuple(kinds, fc.integer({ min: 1, max: 9 }), fc.nat(20), fc.nat(40), fc.integer({ min: 1, max: 12 }));

describe("Recent", () => {
  it("reads what the log reads, by position and by origin", () => {
    fc.assert(
      fc.property(cases, ([made, turn, from, after, limit]) => {
        const { log, recent } = seen(made, turn, from);
        const read = recent.read(after, limit);
        expect(read).toEqual(log.read(after, limit));
        for (const origin of [ORIGIN, OTHER]) {
          expect(recent.readOrigin(origin, after, limit)).toEqual(log.readOrigin(origin, after, limit));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reads nothing from the log that is in memory", () => {
    const recent = new Recent(new MemoryLog(), 8);
    const entries = [3, 4, 5].map((position) => eventEntry(position));
    recent.committed(entries);
    expect([recent.holds(1), recent.holds(2)]).toEqual([false, true]);
    expect(recent.read(2, 9)).toEqual(entries);
    expect(recent.readOrigin(ORIGIN, 2, 9)).toEqual(entries);
    expect(recent.readOrigin(ORIGIN, 1, 9)).toEqual([]);
  });
});
