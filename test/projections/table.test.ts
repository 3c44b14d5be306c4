// Tables and their journal: what was written since a mark can be taken back, indexes included, whatever was done.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChannelId, UserId } from "../../events/names.ts";
import { Pairs } from "../../projections/pairs.ts";
import { Journal, Table } from "../../projections/table.ts";

interface Row {
  readonly value: number;
  readonly list: readonly number[];
}

type Step = { readonly do: "put" | "delete" | "update" | "same"; readonly key: string; readonly value: number };

const key = fc.constantFrom("a", "b", "c");
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ do: fc.constantFrom("put", "delete", "update", "same"), key, value: fc.nat({ max: 9 }) }),
  { maxLength: 20 },
);

function carryOut(table: Table<string, Row>, { do: what, key, value }: Step): void {
  if (what === "put") table.put(key, { value, list: [value] });
  if (what === "delete") table.delete(key);
  if (what === "same") table.update(key, () => {});
  if (what !== "update") return;
  table.update(key, (draft) => {
    draft.value = value;
    draft.list.push(value);
  });
}

const content = (table: Table<string, Row>) => Object.fromEntries([...table.entries()].sort());

describe("Journal", () => {
  it("takes back all that was written since a mark, in nested turns", () => {
    fc.assert(
      fc.property(steps, steps, steps, (first, second, third) => {
        const journal = new Journal();
        const index = new Map<string, number>();
        const table = new Table<string, Row>(journal, (at, _before, after) => {
          if (after) index.set(at, after.value);
          else index.delete(at);
        });
        const isIndexed = () =>
          expect(Object.fromEntries(index)).toEqual(
            Object.fromEntries([...table.entries()].map(([at, row]) => [at, row.value])),
          );
        for (const step of first) carryOut(table, step);
        const outer = journal.mark();
        const before = content(table);
        for (const step of second) carryOut(table, step);
        const inner = journal.mark();
        const between = content(table);
        for (const step of third) carryOut(table, step);
        isIndexed();
        journal.rollback(inner);
        expect(content(table)).toEqual(between);
        isIndexed();
        journal.rollback(outer);
        expect(content(table)).toEqual(before);
        isIndexed();
        expect(journal.mark()).toBe(outer);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps marks where they are when its old end is cut, and refuses to go behind the cut", () => {
    const journal = new Journal();
    const table = new Table<string, Row>(journal);
    const start = journal.mark();
    table.put("a", { value: 1, list: [] });
    const middle = journal.mark();
    table.put("a", { value: 2, list: [] });
    journal.cut(middle);
    expect(journal.length).toBe(1);
    journal.rollback(middle);
    expect(table.get("a")?.value).toBe(1);
    expect(() => journal.rollback(start)).toThrow("was cut");
  });
});

describe("Table", () => {
  it("writes nothing for a row that is missing or stays the same", () => {
    const journal = new Journal();
    const table = new Table<string, Row>(journal);
    table.delete("a");
    expect(table.update("a", () => {})).toBeUndefined();
    table.put("a", { value: 1, list: [] });
    const mark = journal.mark();
    table.update("a", (draft) => {
      draft.value = 1;
    });
    expect(journal.mark()).toBe(mark);
  });

  it("holds rows that nobody can change", () => {
    const table = new Table<string, Row>(new Journal());
    const row = table.put("a", { value: 1, list: [1] });
    expect(Object.isFrozen(row)).toBe(true);
    expect(Object.isFrozen(row.list)).toBe(true);
  });
});

describe("Pairs", () => {
  it("is the same seen from both sides, also after a roll-back", () => {
    const pair = fc.record({
      isIn: fc.boolean(),
      channel: fc.constantFrom("#a", "#b"),
      user: fc.constantFrom("u", "v", "w"),
    });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 30 }), fc.nat({ max: 30 }), (all, at) => {
        const journal = new Journal();
        const pairs = new Pairs<{ channel: ChannelId; user: UserId }>(journal);
        const go = (each: (typeof all)[number]) => {
          const channel = each.channel as ChannelId;
          const user = each.user as UserId;
          if (each.isIn) pairs.put({ channel, user });
          else pairs.delete(channel, user);
        };
        for (const each of all.slice(0, at)) go(each);
        const mark = journal.mark();
        const before = sides(pairs);
        for (const each of all.slice(at)) go(each);
        const { channels, users } = sides(pairs);
        expect(channels).toEqual(users);
        expect(channels.length).toBe(pairs.size);
        journal.rollback(mark);
        expect(sides(pairs)).toEqual(before);
      }),
    );
  });
});

function sides(pairs: Pairs<{ channel: ChannelId; user: UserId }>) {
  const channels = ["#a", "#b"].flatMap((each) =>
    [...pairs.inChannel(each as ChannelId).keys()].map((user) => `${each} ${user}`),
  );
  const users = ["u", "v", "w"].flatMap((each) =>
    [...pairs.ofUser(each as UserId).keys()].map((channel) => `${channel} ${each}`),
  );
  return { channels: channels.sort(), users: users.sort() };
}
