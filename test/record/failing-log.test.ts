// R7 step by step: wherever the log fails, state, sessions, log and clients agree, the node says so and recovers.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Step } from "../../src/record/sqlite-log.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { Faults } from "./faults.ts";
import { Rig, SERVER } from "./rig.ts";
import type { VirtualClient } from "./virtual-edge.ts";

const RETRY_MS = 1000;
/** "*" for a client of which nobody can say whether it has its nick. */
const failed = (nick: string, verb: string) =>
  expect.stringMatching(
    new RegExp(
      `^:${SERVER} NOTICE ${nick === "*" ? "\\S+" : nick} :\\*\\*\\* ${verb}: Not carried out: .*\\(RECORD_UNAVAILABLE\\)$`,
    ),
  );

let faults: Faults;
let rig: Rig;
let alice: VirtualClient;
let bob: VirtualClient;

function begin(options: { readonly walBytes?: number } = {}): void {
  faults = new Faults();
  rig = new Rig({ onStep: faults.onStep, ...options });
  alice = rig.register("alice", "#c");
  bob = rig.register("bob", "#c");
  alice.take();
}

function expectAgreement(): void {
  expect(rig.liveDigest()).toBe(rig.replayedDigest());
}

/** Three senders' turn with six entries: it changes nicks, channels, topics and modes. */
function sendTurn(): void {
  alice.send("PRIVMSG #c :lost-1", "TOPIC #c :lost topic", "JOIN #lost");
  bob.send("NICK lost", "PRIVMSG #c :lost-2");
  alice.send("MODE #c +m");
}

/** While the log is down: event-making commands are refused, questions are answered. */
function expectRefusing(): void {
  expect(rig.node.record.phase).toBe("refusing");
  const before = rig.liveDigest();
  alice.send("PRIVMSG #c :refused", "PING still-there", "JOIN #other", "MODE #c", "NICK other", "TOPIC #c :refused");
  rig.time.settle();
  const told = alice.take();
  for (const verb of ["PRIVMSG", "JOIN", "NICK", "TOPIC"]) expect(told).toContainEqual(failed("alice", verb));
  expect(told).toContain(`:${SERVER} PONG ${SERVER} :still-there`);
  expect(told.some((line) => line.includes(" 324 alice #c "))).toBe(true);
  expect(bob.take()).toEqual([]);
  expect(rig.liveDigest()).toBe(before);
}

function expectServing(): void {
  expect(rig.node.record.phase).toBe("ready");
  alice.send("PRIVMSG #c :works again");
  rig.time.settle();
  expect(bob.take()).toContain(":alice!~alice@127.0.0.1 PRIVMSG #c :works again");
  expect(alice.take()).toEqual([]);
  expectAgreement();
}

/** Nothing of the turn was seen by anybody, and each of its senders was told of each command. */
function expectDropped(): void {
  const toAlice = alice.take();
  const toBob = bob.take();
  expect(toAlice).toEqual(["PRIVMSG", "TOPIC", "JOIN", "MODE"].map((verb) => failed("alice", verb)));
  expect(toBob).toEqual(["NICK", "PRIVMSG"].map((verb) => failed("bob", verb)));
  expect(rig.stored().some((entry) => entry.body?.includes("lost"))).toBe(false);
  expectAgreement();
}

function expectDelivered(): void {
  expect(alice.take().join("\n")).toContain(":bob!~bob@127.0.0.1 NICK lost");
  const toBob = bob.take().join("\n");
  for (const part of [":lost-1", "TOPIC #c :lost topic", "NICK lost", "MODE #c +m"]) expect(toBob).toContain(part);
  expect(rig.storedTypes().slice(-6)).toEqual(["PRIVMSG", "TOPIC", "JOIN", "NICK", "PRIVMSG", "MODE"]);
  expectAgreement();
}

afterEach(() => rig.close());

describe("R7 a turn whose commit did not take effect is dropped, and the node recovers:", () => {
  beforeEach(() => begin());

  test.each<[Step, number]>([
    ["begin", 1],
    ["insert", 1],
    ["insert", 2],
    ["insert", 6],
    ["commit", 1],
  ])("%s (%i) fails once", (step, nth) => {
    faults.once(step, nth);
    sendTurn();
    rig.time.settle();
    expectDropped();
    expectRefusing();
    rig.time.advance(RETRY_MS);
    expect(rig.storedTypes().at(-1)).toBe("RESUMED");
    expect(JSON.parse(rig.stored().at(-1)?.header ?? "")).toMatchObject({
      body: { reason: "LOG_FULL", rolledBack: 6 },
    });
    expectServing();
  });

  test.each<[Step]>([["begin"], ["insert"], ["commit"]])("%s fails for ten seconds", (step) => {
    faults.always(step);
    sendTurn();
    rig.time.settle();
    expectDropped();
    for (let second = 0; second < 10; second++) {
      expectRefusing();
      rig.time.advance(RETRY_MS);
    }
    expect(rig.storedTypes()).not.toContain("RESUMED");
    faults.heal();
    rig.time.advance(RETRY_MS);
    expect(rig.storedTypes().filter((type) => type === "RESUMED")).toHaveLength(1);
    expectServing();
  });

  test("the operator is told what was rolled back, and of each phase", () => {
    faults.once("commit");
    sendTurn();
    rig.time.advance(RETRY_MS);
    expect(rig.troubles).toEqual([
      {
        kind: "rolled-back",
        rolledBack: { code: "RECORD_UNAVAILABLE", error: expect.objectContaining({ code: "LOG_FULL" }), events: 6 },
      },
      { kind: "phase", phase: "refusing" },
      { kind: "phase", phase: "ready" },
    ]);
  });

  test("a number or position of a dropped turn is used again, without a gap", () => {
    faults.once("insert", 3);
    sendTurn();
    rig.time.advance(RETRY_MS);
    expectDropped();
    alice.send("PRIVMSG #c :next");
    rig.time.settle();
    const stored = rig.stored();
    expect(stored.map((entry) => entry.position)).toEqual(stored.map((_, at) => at + 1));
    const numbers = stored.flatMap((entry) => (entry.seq === null ? [] : [entry.seq]));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  test("a client that was about to register is let go with a reason, and can come back", () => {
    faults.once("commit");
    const carol = rig.edge.connect();
    carol.send("NICK carol", "USER carol 0 * :Carol");
    rig.time.settle();
    expect(carol.take()).toEqual([failed("*", "NICK"), expect.stringContaining("ERROR :Closing link: ")]);
    expect(carol.state).toBe("ended");
    const dave = rig.edge.connect();
    dave.send("NICK dave", "USER dave 0 * :Dave");
    rig.time.settle();
    expect(dave.take()).toEqual([failed("dave", "NICK"), expect.stringContaining("ERROR :Closing link: ")]);
    rig.time.advance(RETRY_MS);
    rig.register("carol", "#c");
    expect(alice.take()).toEqual([":carol!~carol@127.0.0.1 JOIN #c"]);
    bob.take();
    expectServing();
  });
});

describe("R7 a commit that took effect stands, whatever failed after it:", () => {
  beforeEach(() => begin());

  test("the connection fails after COMMIT", () => {
    faults.once("committed");
    sendTurn();
    rig.time.settle();
    expect(rig.node.record.phase).toBe("ready");
    expectDelivered();
  });

  test("the re-opening fails too: nothing leaves until the log says what holds, then the turn is delivered", () => {
    faults.once("committed");
    faults.always("open");
    sendTurn();
    rig.time.settle();
    for (let second = 0; second < 5; second++) {
      expect(rig.node.record.phase).toBe("undecided");
      expect([...alice.take(), ...bob.take()]).toEqual([]);
      rig.time.advance(RETRY_MS);
    }
    faults.heal();
    rig.time.advance(RETRY_MS);
    expect(rig.node.record.phase).toBe("ready");
    expectDelivered();
  });

  test("what was sent while nobody could say what holds is taken afterwards, in order", () => {
    faults.once("committed");
    faults.once("open");
    sendTurn();
    rig.time.settle();
    alice.send("PRIVMSG #c :waited", "PING after");
    rig.time.advance(RETRY_MS);
    expect(bob.take().at(-1)).toBe(":alice!~alice@127.0.0.1 PRIVMSG #c :waited");
    expect(alice.take().at(-1)).toBe(`:${SERVER} PONG ${SERVER} :after`);
    expectAgreement();
  });
});

describe("R7 a log that cannot be re-opened after a failed commit:", () => {
  beforeEach(() => begin());

  test("the turn is held while undecided, then dropped, and the node recovers", () => {
    faults.once("commit");
    faults.always("open");
    sendTurn();
    rig.time.advance(3 * RETRY_MS);
    expect(rig.node.record.phase).toBe("undecided");
    expect([...alice.take(), ...bob.take()]).toEqual([]);
    faults.heal();
    rig.time.advance(RETRY_MS);
    expectDropped();
    rig.time.advance(RETRY_MS);
    expect(rig.storedTypes().at(-1)).toBe("RESUMED");
    expectServing();
  });
});

test("R7 a checkpoint that fails at the bound of the WAL refuses events until it works", () => {
  begin({ walBytes: 1 });
  // While another connection is open, closing the log's own one does not checkpoint by itself.
  const reader = new SqliteReader(rig.folder);
  faults.always("checkpoint");
  let sent = 0;
  for (; rig.node.record.phase === "ready" && sent < 100; sent++) {
    alice.send(`PRIVMSG #c :${sent}`);
    rig.time.settle();
  }
  expect(bob.take()).toHaveLength(sent);
  expect(alice.take()).toEqual([]);
  expectRefusing();
  rig.time.advance(3 * RETRY_MS);
  expectRefusing();
  faults.heal();
  rig.time.advance(RETRY_MS);
  expect(rig.storedTypes().at(-1)).toBe("RESUMED");
  expectServing();
  expect(rig.log.figures().pauses).toBeGreaterThan(0);
  reader.close();
});
