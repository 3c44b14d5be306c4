// The order of renames: a client that follows them line by line never sees two users under one nick.
import fc from "fast-check";
import { expect, test } from "vitest";
import { casefold, type UserId } from "../../events/names.ts";
import { type Rename, renamesInOrder } from "../../src/delivery/renames.ts";

const uidOf = (user: UserId) => `0${user}`;

/** Users under nicks of their own, and where each goes: another's nick, a free one, their UID, or the same in capitals. */
const renames: fc.Arbitrary<readonly Rename[]> = fc
  .integer({ min: 1, max: 12 })
  .chain((count) =>
    fc.record({
      targets: fc.shuffledSubarray(
        Array.from({ length: count * 2 }, (_, nick) => nick),
        { minLength: count, maxLength: count },
      ),
      forms: fc.array(fc.constantFrom("nick", "NICK", "uid"), { minLength: count, maxLength: count }),
    }),
  )
  .map(({ targets, forms }) =>
    targets.map((target, at) => {
      const user = `u${at}` as UserId;
      const form = forms[at] as string;
      return { user, from: `nick${at}`, to: form === "uid" ? uidOf(user) : `${form}${target}` };
    }),
  );

test("each nick is free when it is taken, and everybody ends under their own", () => {
  fc.assert(
    fc.property(renames, (wanted) => {
      const holders = new Map<string, UserId>(wanted.map(({ user, from }) => [casefold(from), user]));
      const nicks = new Map<UserId, string>(wanted.map(({ user, from }) => [user, from]));
      for (const { user, from, to } of renamesInOrder(wanted, uidOf)) {
        expect(nicks.get(user)).toBe(from);
        expect(holders.get(casefold(to)) ?? user).toBe(user);
        holders.delete(casefold(from));
        holders.set(casefold(to), user);
        nicks.set(user, to);
      }
      for (const { user, to } of wanted) expect(nicks.get(user)).toBe(to);
    }),
    { numRuns: 1000 },
  );
});

test("two users who change places need one line more", () => {
  const [a, b] = ["a" as UserId, "b" as UserId];
  const ordered = renamesInOrder(
    [
      { user: a, from: "anna", to: "Bert" },
      { user: b, from: "bert", to: "anna" },
    ],
    uidOf,
  );
  expect(ordered).toEqual([
    { user: a, from: "anna", to: "0a" },
    { user: b, from: "bert", to: "anna" },
    { user: a, from: "0a", to: "Bert" },
  ]);
});
