// What must hold before a node goes on with a log: its clock, its format, its epoch.
import { afterEach, describe, expect, test } from "vitest";
import type { NodeId } from "../../events/names.ts";
import { Network } from "../../projections/network.ts";
import { LogError } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { replay } from "../../src/record/replay.ts";
import { FUTURE_MICROS, newOrigin, refuseFutureLog } from "../../src/record/start.ts";
import { eventEntry, noteEntry } from "./entries.ts";
import { Rig } from "./rig.ts";
import { randomOf } from "./virtual-time.ts";

describe("a log that ends in the future", () => {
  const wall = 1_700_000_000_000_000;

  test("of up to a minute is taken", () => {
    expect(() => refuseFutureLog(wall + FUTURE_MICROS, wall)).not.toThrow();
    expect(() => refuseFutureLog(0, wall)).not.toThrow();
  });

  test("of more is refused, with a code, how far and how to go on", () => {
    const refusal = expect.objectContaining({
      code: "CLOCK_BEHIND_LOG",
      message: expect.stringMatching(/90 s ahead.*--allow-future-log/),
    });
    expect(() => refuseFutureLog(wall + 90_000_000, wall)).toThrow(refusal);
  });
});

describe("a new origin", () => {
  test("is the node id and six random letters", () => {
    const random = randomOf(7);
    const bytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
    const origins = Array.from({ length: 1000 }, () => newOrigin("1HS" as NodeId, bytes));
    for (const origin of origins) expect(origin).toMatch(/^1HS\.[0-9a-z]{6}$/);
    expect(new Set(origins).size).toBe(1000);
  });
});

describe("a log that this build does not understand stops the fold:", () => {
  const with_ = (header: string, body = "{}") => {
    const log = new MemoryLog();
    log.append([eventEntry(1), noteEntry(2), { ...eventEntry(3, "x", 2), header, body }]);
    return log;
  };
  const header = (type: string, version: number) =>
    `{"origin":"1HS.abc123","seq":2,"at":3,"type":"${type}","version":${version}}`;

  test.each([
    ["a version of a newer build", header("JOIN", 999), "LOG_NEWER"],
    ["a type of a newer build", header("TELEPORT", 1), "LOG_NEWER"],
    ["a version of a type that changes no state", header("PRIVMSG", 999), "LOG_NEWER"],
    ["a type named like a property of objects", header("constructor", 1), "LOG_NEWER"],
    ["a header that does not read", "{", "LOG_CORRUPT"],
    ["a body without its fields", header("NICK", 1), "LOG_CORRUPT"],
  ])("%s", (_what, text, code) => {
    const network = new Network();
    const refusal = expect.objectContaining({ code, position: 2, message: expect.stringContaining("position 3") });
    expect(() => replay(with_(text), network)).toThrow(refusal);
    expect(() => replay(with_(text), network)).toThrow(LogError);
  });

  test("also among the events of several nodes, at its position in the log", () => {
    const log = with_(header("JOIN", 1), '{"channel":"#c","name":"#c"}');
    const text = '{"origin":"2BB.abc123","seq":1,"at":2,"type":"TELEPORT","version":1}';
    log.append([{ ...eventEntry(4, "x", 1), origin: "2BB.abc123", header: text }]);
    const refusal = expect.objectContaining({ code: "LOG_NEWER", position: 3 });
    expect(() => replay(log, new Network())).toThrow(refusal);
    log.append([{ ...eventEntry(5, "x", 1), origin: "3CC.abc123", header: "{" }]);
    expect(() => replay(log, new Network())).toThrow(expect.objectContaining({ code: "LOG_CORRUPT", position: 4 }));
  });

  test("and says to upgrade this node", () => {
    expect(() => replay(with_(header("JOIN", 999)), new Network())).toThrow(/upgrade this node/);
  });
});

describe("a node on a log of its own past", () => {
  let rig: Rig;
  afterEach(() => rig.close());

  test("ends the users of the epoch that broke off, and never gives their numbers again", () => {
    rig = new Rig();
    rig.register("alice", "#c");
    const [alice] = rig.node.network.state.users.keys();
    rig.start(rig.log);
    expect([...rig.node.network.state.users.keys()]).toEqual([]);
    expect(rig.storedTypes().slice(-2)).toEqual(["OPEN", "STARTED"]);
    rig.register("alice", "#c");
    const [again] = rig.node.network.state.users.keys();
    expect(again?.split(".").at(-1)).not.toBe(alice?.split(".").at(-1));
    expect(rig.liveDigest()).toBe(rig.replayedDigest());
  });

  test("goes on in time after a log that ends within the next minute", () => {
    rig = new Rig();
    rig.time.advance(30_000);
    rig.register("alice");
    const greatest = rig.node.network.state.users.values().next().value?.connectedAt ?? 0;
    rig.time.micros -= 30_000_000;
    rig.start(rig.log);
    for (const row of rig.node.network.state.origins.values()) {
      if (row.origin === rig.node.origin) expect(row.openedAt).toBeGreaterThan(greatest);
    }
  });

  test("does not go on after one that ends later, and writes nothing", () => {
    rig = new Rig();
    rig.time.advance(3_600_000);
    rig.register("alice");
    const before = rig.stored().length;
    rig.time.micros -= 3_600_000_000;
    expect(() => rig.start(rig.log)).toThrow(expect.objectContaining({ code: "CLOCK_BEHIND_LOG" }));
    expect(rig.stored()).toHaveLength(before);
  });

  test("does not start on a log of a newer build, and writes nothing", () => {
    rig = new Rig();
    const position = rig.log.lastPosition() + 1;
    rig.log.append([{ ...eventEntry(position, "x", 1), header: header("JOIN", 999) }]);
    expect(() => rig.start(rig.log)).toThrow(expect.objectContaining({ code: "LOG_NEWER" }));
    expect(rig.stored()).toHaveLength(position);
  });

  const header = (type: string, version: number) =>
    `{"origin":"2XX.abc123","seq":1,"at":3,"type":"${type}","version":${version}}`;
});
