// A throw in a projection, a cache or delivery: the turn is as if it had never been, and the node goes on.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AnyEvent } from "../../events/envelope.ts";
import { Rig, SERVER } from "./rig.ts";
import type { VirtualClient } from "./virtual-edge.ts";

const failed = (nick: string, verb: string) =>
  expect.stringMatching(
    new RegExp(`^:${SERVER} NOTICE ${nick} :\\*\\*\\* ${verb}: Not carried out: .*\\(INTERNAL_ERROR\\)$`),
  );

let rig: Rig;
let alice: VirtualClient;
let bob: VirtualClient;

/** Throws on the event that `isBad` picks, after the fold, the caches and delivery have seen it. */
function breakOn(isBad: (event: AnyEvent) => boolean): void {
  const { record } = rig.node;
  record.events$.subscribe(
    record.guarded("broken", (event: AnyEvent) => {
      if (isBad(event)) throw new Error("broken projection");
    }),
  );
}

beforeEach(() => {
  rig = new Rig();
  alice = rig.register("alice", "#c");
  bob = rig.register("bob", "#c");
  alice.take();
});
afterEach(() => rig.close());

describe("R7 a projection that throws", () => {
  test.each([
    ["PRIVMSG", "PRIVMSG #c :bad"],
    ["JOIN", "JOIN #bad"],
    ["NICK", "NICK bad"],
    ["TOPIC", "TOPIC #c :bad"],
    ["MODE", "MODE #c +m"],
    ["PART", "PART #c :bad"],
    ["QUIT", "QUIT :bad"],
  ] as const)("on %s leaves no byte on any socket and no row in the log, and the sender is told", (verb, line) => {
    breakOn((event) => event.type === verb);
    const rows = rig.stored().length;
    const before = rig.liveDigest();
    alice.send(line);
    rig.time.settle();
    expect(alice.take()).toEqual([failed("alice", verb)]);
    expect(bob.take()).toEqual([]);
    expect(rig.stored()).toHaveLength(rows);
    expect(rig.liveDigest()).toBe(before);
    expect(rig.replayedDigest()).toBe(before);
    expect(alice.state).toBe("open");
    expect(rig.node.record.phase).toBe("ready");
  });

  test("takes its whole turn along, each of its senders is told, and the node goes on", () => {
    breakOn((event) => event.type === "TOPIC");
    const rows = rig.stored().length;
    alice.send("PRIVMSG #c :in the same turn");
    bob.send("NICK robert", "TOPIC #c :bad");
    rig.time.settle();
    expect(alice.take()).toEqual([failed("alice", "PRIVMSG")]);
    expect(bob.take()).toEqual([failed("bob", "NICK"), failed("bob", "TOPIC")]);
    expect(rig.stored()).toHaveLength(rows);
    alice.send("PRIVMSG #c :good");
    rig.time.settle();
    expect(bob.take()).toEqual([":alice!~alice@127.0.0.1 PRIVMSG #c :good"]);
    expect(rig.stored()).toHaveLength(rows + 1);
    expect(rig.liveDigest()).toBe(rig.replayedDigest());
  });

  test("spares what came after it in the same turn of the event loop", () => {
    breakOn((event) => event.type === "TOPIC");
    alice.send("TOPIC #c :bad", "PRIVMSG #c :good");
    rig.time.settle();
    expect(alice.take()).toEqual([failed("alice", "TOPIC")]);
    expect(bob.take()).toEqual([":alice!~alice@127.0.0.1 PRIVMSG #c :good"]);
    expect(rig.liveDigest()).toBe(rig.replayedDigest());
  });
});

describe("R7 after a projection threw", () => {
  test("on one of several targets takes back the command", () => {
    breakOn((event) => event.type === "JOIN" && event.body.channel === "#bad");
    alice.send("JOIN #one,#bad,#two");
    rig.time.settle();
    expect(alice.take().filter((line) => !line.includes("INTERNAL_ERROR"))).toEqual([]);
    const channels = [...rig.node.network.state.channels.keys()];
    expect(channels).toEqual(["#c"]);
    expect(rig.liveDigest()).toBe(rig.replayedDigest());
  });

  test("on a registration lets the client try again under the same number", () => {
    let isBroken = true;
    breakOn((event) => isBroken && event.type === "CONNECT");
    const carol = rig.edge.connect();
    carol.send("NICK carol", "USER carol 0 * :Carol");
    rig.time.settle();
    expect(carol.take().join("\n")).toContain("(INTERNAL_ERROR)");
    isBroken = false;
    rig.register("dave", "#c");
    expect(alice.take()).toEqual([":dave!~dave@127.0.0.1 JOIN #c"]);
    expect(rig.liveDigest()).toBe(rig.replayedDigest());
  });

  test("is reported to the operator with its error", () => {
    breakOn((event) => event.type === "TOPIC");
    alice.send("TOPIC #c :bad");
    rig.time.settle();
    expect(rig.troubles).toEqual([
      {
        kind: "rolled-back",
        rolledBack: {
          code: "INTERNAL_ERROR",
          error: expect.objectContaining({ message: "broken projection" }),
          events: 1,
        },
      },
    ]);
  });

  test("on the QUIT of a client that hung up: the QUIT is recorded once the projection is well", () => {
    let isBroken = true;
    breakOn((event) => isBroken && event.type === "QUIT");
    bob.leave();
    rig.time.advance(1000);
    expect(alice.take()).toEqual([]);
    expect(rig.liveDigest()).toBe(rig.replayedDigest());
    isBroken = false;
    rig.time.advance(1000);
    expect(alice.take()).toEqual([":bob!~bob@127.0.0.1 QUIT :Remote host closed the connection"]);
    expect(rig.liveDigest()).toBe(rig.replayedDigest());
  });
});

describe("a command that throws", () => {
  test("is told to its sender and spares the rest of the turn", () => {
    const { state } = rig.node.network;
    const topic = state.channels.get.bind(state.channels);
    let isBroken = true;
    state.channels.get = (key) => {
      if (isBroken && key === "#broken") throw new Error("broken command");
      return topic(key);
    };
    bob.send("PRIVMSG #c :before");
    alice.send("TOPIC #broken :x", "PRIVMSG #c :after");
    rig.time.settle();
    isBroken = false;
    expect(alice.take()).toEqual([":bob!~bob@127.0.0.1 PRIVMSG #c :before", failed("alice", "TOPIC")]);
    expect(bob.take()).toEqual([":alice!~alice@127.0.0.1 PRIVMSG #c :after"]);
    expect(rig.troubles).toEqual([{ kind: "defect", verb: "TOPIC", error: expect.any(Error) }]);
    expect(rig.liveDigest()).toBe(rig.replayedDigest());
  });
});
