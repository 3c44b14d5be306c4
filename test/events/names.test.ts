// Names of things: whose a user is, what they go by without a nick, and which of two events comes first.
import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePlaces, eventWith, type Header, idOf } from "../../events/envelope.ts";
import {
  casefold,
  channelId,
  isOf,
  nodeOf,
  numberOf,
  numberOfUid,
  type Origin,
  originOf,
  type UserId,
  uidOf,
  userId,
} from "../../events/names.ts";
import { decodeNote, encodeNote } from "../../events/notes.ts";
import { sha256Around } from "../../events/sha256.ts";

const ORIGIN = "1HS.k3f9q2" as Origin;
const origins = fc.stringMatching(/^[0-9][A-Z0-9]{2}\.[a-z0-9]{6}$/) as fc.Arbitrary<Origin>;
/** As many as there are forms for. */
const MOST = 26 * 36 ** 5;

describe("a user's id", () => {
  it("is made of origin and number, and gives both back", () => {
    fc.assert(
      fc.property(origins, fc.nat(), (origin, number) => {
        const user = userId(origin, number);
        expect([originOf(user), numberOf(user), nodeOf(origin)]).toEqual([origin, number, origin.slice(0, 3)]);
        expect(isOf(origin, user)).toBe(true);
      }),
    );
    const user = userId(ORIGIN, 12);
    expect(isOf("1HS.k3f9q" as Origin, user)).toBe(false);
    expect(isOf("2HS.k3f9q2" as Origin, user)).toBe(false);
    expect(isOf("HS.k3f9q2." as Origin, `${ORIGIN}.12.` as UserId)).toBe(false);
  });

  it("has a form of nine characters, one for each number, which is read in capitals or not", () => {
    const forms = [
      [0, "1HSA00000"],
      [35, "1HSA0000Z"],
      [36 ** 5 - 1, "1HSAZZZZZ"],
      [36 ** 5, "1HSB00000"],
      [MOST - 1, "1HSZZZZZZ"],
    ] as const;
    for (const [number, form] of forms) {
      expect(uidOf(userId(ORIGIN, number))).toBe(form);
      expect(numberOfUid(form)).toBe(number);
      expect(numberOfUid(form.toLowerCase())).toBe(number);
    }
    expect(uidOf(userId(ORIGIN, MOST))).toBe("1HSA00000");
    fc.assert(
      fc.property(fc.nat({ max: MOST - 1 }), (number) => {
        expect(numberOfUid(uidOf(userId(ORIGIN, number)))).toBe(number);
      }),
    );
  });

  it("is read from no other text", () => {
    const others = [
      "",
      "alice",
      "1HSA0000",
      "1HSA000000",
      "AHSA00000",
      "1HS000000",
      "1H-A00000",
      "x1HSA00000",
      "1HSA00-00",
    ];
    for (const text of others) expect(numberOfUid(text), text).toBeUndefined();
  });
});

it("names are folded in ASCII alone, and channels as names are", () => {
  expect(casefold("ALiCe[]")).toBe("alice[]");
  expect(casefold("ÄÖ")).toBe("ÄÖ");
  expect(channelId("#Room")).toBe("#room");
});

describe("of two events", () => {
  const place = (at: number, origin: string, seq: number) => ({ at, origin, seq }) as unknown as Header;

  it("the earlier comes first, then that of the lesser origin, then that of the lesser number", () => {
    const inOrder = [place(1, "2", 9), place(2, "1", 5), place(2, "1", 6), place(2, "2", 1), place(3, "1", 1)];
    for (const [a, one] of inOrder.entries()) {
      for (const [b, other] of inOrder.entries()) expect(Math.sign(comparePlaces(one, other))).toBe(Math.sign(a - b));
    }
  });

  it("each has a name of its own", () => {
    expect(idOf({ origin: ORIGIN, seq: 42 })).toBe("1HS.k3f9q2-42");
  });
});

it("an event has the fields of its header that are there, and no others", () => {
  const header = { origin: ORIGIN, seq: 1, at: 2, type: "QUIT", version: 1 } as unknown as Header;
  for (const more of [{}, { actor: "x" }, { to: ["1HS"] }, { actor: "x", to: ["1HS"] }]) {
    const event = eventWith({ ...header, ...more } as Header, null);
    expect(Object.keys(event).sort()).toEqual([...Object.keys({ ...header, ...more }), "body"].sort());
    expect(event).toEqual({ ...header, ...more, body: null });
  }
});

it("a note is read back as it was written", () => {
  const note = { note: "RESUMED", at: 5, body: { reason: "LOG_FULL", rolledBack: 2 } } as const;
  expect(decodeNote(encodeNote(note as never))).toEqual(note);
});

it("a hash is that of all its parts, however long they are", () => {
  const part = fc.uint8Array({ maxLength: 40 });
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.constantFrom("x".repeat(6000), "€".repeat(5460), "€".repeat(5500)),
  );
  fc.assert(
    fc.property(part, text, part, (before, middle, after) => {
      const whole = Buffer.concat([before, Buffer.from(middle, "utf8"), after]);
      expect(sha256Around(before, middle, after).toString("hex")).toBe(hash("sha256", whole));
      expect(sha256Around(before, middle).toString("hex")).toBe(
        hash("sha256", Buffer.concat([before, Buffer.from(middle, "utf8")])),
      );
    }),
  );
});
