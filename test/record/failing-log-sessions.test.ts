// R7 for sessions: whoever hung up, registered or asked for something while the log was failing is neither lost nor
// left behind as a ghost.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Faults } from "./faults.ts";
import { Rig } from "./rig.ts";
import type { VirtualClient } from "./virtual-edge.ts";

const RETRY_MS = 1000;
const UNAVAILABLE = "(RECORD_UNAVAILABLE)";

let faults: Faults;
let rig: Rig;
let alice: VirtualClient;
let bob: VirtualClient;

beforeEach(() => {
  faults = new Faults();
  rig = new Rig({ onStep: faults.onStep });
  alice = rig.register("alice", "#c");
  bob = rig.register("bob", "#c");
  alice.take();
});
afterEach(() => rig.close());

/** The log fails now; nobody can say whether the commit took effect. */
function becomeUndecided(step: "commit" | "committed"): void {
  faults.once(step);
  faults.always("open");
}

function recover(): void {
  faults.heal();
  rig.time.advance(3 * RETRY_MS);
  expect(rig.node.record.phase).toBe("ready");
  expect(rig.liveDigest()).toBe(rig.replayedDigest());
}

function nicks(): string[] {
  return [...rig.node.network.state.users.values()].map((user) => user.nick).sort();
}

const quitOfBob = (reason: string) => `:bob!~bob@127.0.0.1 QUIT :${reason}`;

describe("R7 a client that hangs up while the log is down gets its QUIT recorded later:", () => {
  test("while the node refuses", () => {
    faults.always("commit");
    alice.send("PRIVMSG #c :x");
    rig.time.settle();
    expect(rig.node.record.phase).toBe("refusing");
    bob.leave("Connection reset by peer");
    rig.time.advance(5 * RETRY_MS);
    expect(nicks()).toEqual(["alice", "bob"]);
    recover();
    expect(nicks()).toEqual(["alice"]);
    expect(alice.take()).toContain(quitOfBob("Connection reset by peer"));
    expect(rig.storedTypes().slice(-2)).toEqual(["RESUMED", "QUIT"]);
  });

  test.each(["commit", "committed"] as const)("while the turn is undecided (%s)", (step) => {
    becomeUndecided(step);
    alice.send("PRIVMSG #c :x");
    rig.time.settle();
    expect(rig.node.record.phase).toBe("undecided");
    bob.leave("Connection reset by peer");
    rig.time.advance(RETRY_MS);
    recover();
    expect(nicks()).toEqual(["alice"]);
    expect(alice.take()).toContain(quitOfBob("Connection reset by peer"));
  });

  test("in the failing turn itself", () => {
    faults.once("commit");
    alice.send("PRIVMSG #c :x");
    bob.leave("Connection reset by peer");
    rig.time.settle();
    recover();
    expect(nicks()).toEqual(["alice"]);
    expect(alice.take()).toContain(quitOfBob("Connection reset by peer"));
  });

  test("with a QUIT in the dropped turn, and the socket closed before it was dropped", () => {
    becomeUndecided("commit");
    bob.send("QUIT :bye");
    rig.time.settle();
    bob.leave();
    rig.time.advance(RETRY_MS);
    recover();
    expect(nicks()).toEqual(["alice"]);
    expect(alice.take().filter((line) => line.startsWith(":bob!~bob@127.0.0.1 QUIT"))).toHaveLength(1);
  });

  test("with a QUIT in the dropped turn, and the socket closed in the same turn", () => {
    faults.once("commit");
    bob.send("QUIT :bye");
    bob.leave();
    rig.time.settle();
    recover();
    expect(nicks()).toEqual(["alice"]);
  });

  test("by the node's own doing: a flood or timeout in the dropped turn", () => {
    becomeUndecided("commit");
    alice.send("PRIVMSG #c :x");
    bob.send(`PRIVMSG #c :${"y".repeat(20)}`);
    rig.time.settle();
    bob.leave();
    recover();
    expect(nicks()).toEqual(["alice"]);
  });

  test("after its registration was dropped there is nothing to end", () => {
    becomeUndecided("commit");
    const carol = rig.edge.connect();
    carol.send("NICK carol", "USER carol 0 * :Carol");
    rig.time.settle();
    carol.leave();
    rig.time.advance(RETRY_MS);
    recover();
    rig.register("dave");
    rig.time.advance(RETRY_MS);
    expect(nicks()).toEqual(["alice", "bob", "dave"]);
    expect(rig.storedTypes()).not.toContain("QUIT");
  });
});

describe("R7 what sessions asked for in a dropped turn is not lost without a word:", () => {
  test("a client whose NICK was in somebody else's dropped turn can still register or is told", () => {
    faults.once("commit");
    const carol = rig.edge.connect();
    alice.send("PRIVMSG #c :x");
    carol.send("NICK carol");
    rig.time.settle();
    rig.time.advance(2 * RETRY_MS);
    carol.send("USER carol 0 * :Carol");
    rig.time.settle();
    const told = carol.take();
    const isTold = told.some((line) => line.includes(UNAVAILABLE) || line.startsWith("ERROR"));
    expect(isTold || nicks().includes("carol"), `carol was told ${JSON.stringify(told)}`).toBe(true);
  });

  test("each line of one large chunk is carried out or refused, also when the turn fails in its middle", () => {
    becomeUndecided("commit");
    const count = 1500;
    alice.send(...Array.from({ length: count }, (_, at) => `PRIVMSG #c :${at}`));
    rig.time.settle();
    recover();
    const told = alice.take().filter((line) => line.includes(UNAVAILABLE)).length;
    const delivered = bob.take().filter((line) => line.includes("PRIVMSG #c :")).length;
    expect(told + delivered).toBe(count);
  });

  test("what waited while the turn was undecided is refused aloud when it is dropped", () => {
    becomeUndecided("commit");
    alice.send("PRIVMSG #c :x");
    rig.time.settle();
    bob.send("PRIVMSG #c :waited", "PING waited");
    faults.heal();
    rig.time.advance(RETRY_MS);
    expect(rig.node.record.phase).toBe("refusing");
    const told = bob.take();
    expect(told).toContainEqual(expect.stringContaining("PRIVMSG: Not carried out"));
    expect(told.at(-1)).toContain("PONG");
  });

  test("LUSERS counts the clients that are registered, not those whose registration was dropped", () => {
    faults.once("commit");
    const carol = rig.edge.connect();
    carol.send("NICK carol", "USER carol 0 * :Carol");
    rig.time.settle();
    rig.time.advance(2 * RETRY_MS);
    alice.send("LUSERS");
    rig.time.settle();
    expect(alice.take().find((line) => line.includes(" 255 "))).toContain("I have 2 clients");
  });

  test("the session of a user whose QUIT was dropped goes on", () => {
    faults.once("commit");
    bob.send("QUIT :bye");
    rig.time.settle();
    expect(bob.take()).toEqual([expect.stringContaining("QUIT: Not carried out")]);
    expect(bob.state).toBe("open");
    recover();
    bob.send("PRIVMSG #c :still here");
    alice.send("PRIVMSG bob :good");
    rig.time.settle();
    expect(alice.take()).toEqual([":bob!~bob@127.0.0.1 PRIVMSG #c :still here"]);
    expect(bob.take()).toEqual([":alice!~alice@127.0.0.1 PRIVMSG bob :good"]);
  });
});

describe("R7 a node that is stopped while its log fails:", () => {
  test.each(["commit", "committed"] as const)("says nothing that is not in the log (undecided at %s)", async (step) => {
    becomeUndecided(step);
    alice.send("PRIVMSG #c :unknown");
    rig.time.settle();
    await rig.node.stop("Server shutting down");
    faults.heal();
    rig.time.advance(5 * RETRY_MS);
    const isStored = rig.stored().some((entry) => entry.body?.includes("unknown"));
    const isDelivered = bob.take().some((line) => line.includes("unknown"));
    expect(isDelivered && !isStored).toBe(false);
    expect(rig.storedTypes()).not.toContain("RESUMED");
  });

  test("does not write to the log any more once it has stopped", async () => {
    faults.always("commit");
    alice.send("PRIVMSG #c :x");
    rig.time.settle();
    await rig.node.stop("Server shutting down");
    const before = rig.stored().length;
    faults.heal();
    rig.time.advance(5 * RETRY_MS);
    expect(rig.stored()).toHaveLength(before);
    expect(bob.take().at(-1)).toMatch(/^ERROR :Closing link: .*Server shutting down/);
  });
});
