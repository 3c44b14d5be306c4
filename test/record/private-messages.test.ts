// What is stored of a private message, and the salts that its commitment needs.
import { beforeEach, describe, expect, test } from "vitest";
import { decodeBody } from "../../events/codec.ts";
import { commitmentOf, SALT_BYTES } from "../../events/commitment.ts";
import type { AnyEvent } from "../../events/envelope.ts";
import type { Record } from "../../src/record/record.ts";
import { saltSource } from "../../src/record/salts.ts";
import type { RecordOptions } from "../../src/record/turn.ts";
import { message, recordOn, secret, TurnLog } from "./turn-log.ts";
import { VirtualTime } from "./virtual-time.ts";

let time: VirtualTime;
let log: TurnLog;
let record: Record;
let released: number;

function begin(kept: RecordOptions["private"] = "digest"): void {
  time = new VirtualTime(3);
  log = new TurnLog();
  released = 0;
  record = recordOn(log, time, kept);
  record.released$.subscribe(() => released++);
}

beforeEach(() => begin());

describe("a private message", () => {
  test.each(["body", "digest"] as const)("under record.private = %s is stored as that says", (kept) => {
    begin(kept);
    record.append(secret());
    record.append(message());
    time.settle();
    const [entry, open] = log.read(0, 2);
    expect(JSON.parse(entry?.header ?? "")).toMatchObject({ type: "PRIVMSG", to: ["1HS"], seq: 1 });
    expect(entry?.header).not.toMatch(/actor|test00\.\d/);
    if (kept === "body") {
      expect(decodeBody("PRIVMSG", entry?.body ?? "")).toMatchObject({ text: "hush" });
      expect(entry?.salt).toHaveLength(SALT_BYTES);
      expect(entry?.commitment).toBeNull();
    } else {
      expect([entry?.body, entry?.salt]).toEqual([null, null]);
      expect(entry?.commitment).toHaveLength(32);
    }
    expect(open?.body).toContain("hello");
  });

  test("under record.private = none leaves no row, no number and no gap, and is shown all the same", () => {
    begin("none");
    const seen: string[] = [];
    record.events$.subscribe(
      record.guarded("all", (event: AnyEvent) => seen.push((event.body as { text: string }).text)),
    );
    record.append(message());
    record.append(secret());
    record.append(message("after"));
    time.settle();
    expect(seen).toEqual(["hello", "hush", "after"]);
    expect(log.read(0, 10).map((entry) => entry.seq)).toEqual([1, 2]);
    record.append(secret());
    time.settle();
    expect(log.sizes).toEqual([2]);
    expect(released).toBe(2);
  });

  test("the stored digest is the commitment to salt and body, and tells two equal texts apart", () => {
    record.append(secret());
    record.append(secret());
    time.settle();
    const [first, second] = log.read(0, 2).map((entry) => Buffer.from(entry.commitment ?? []).toString("hex"));
    expect(first).not.toBe(second);
  });
});

describe("salts", () => {
  test("are of the right size and all different, far beyond one pool", () => {
    const salt = saltSource(time.ports.random);
    const salts = Array.from({ length: 3000 }, () => Buffer.from(salt()));
    expect(salts.every((each) => each.length === SALT_BYTES)).toBe(true);
    expect(new Set(salts.map((each) => each.toString("hex"))).size).toBe(3000);
  });

  test("a salt handed out is never written over", () => {
    const salt = saltSource(time.ports.random);
    const first = salt();
    const before = Buffer.from(first).toString("hex");
    for (let at = 0; at < 1000; at++) salt();
    expect(Buffer.from(first).toString("hex")).toBe(before);
  });

  test("the commitment follows from salt and body", () => {
    record.append(message());
    time.settle();
    const [entry] = log.read(0, 1);
    expect(commitmentOf(entry?.salt as Uint8Array, entry?.body as string)).toHaveLength(32);
  });
});
