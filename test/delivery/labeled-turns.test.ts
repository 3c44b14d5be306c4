// A labeled command whose turn is taken back answers its FAIL under the label, once, and says nothing else.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AnyEvent } from "../../events/envelope.ts";
import { Faults } from "../record/faults.ts";
import { Rig, SERVER } from "../record/rig.ts";
import type { VirtualClient } from "../record/virtual-edge.ts";

const RETRY_MS = 1000;
const failed = (label: string, verb: string, code = "RECORD_UNAVAILABLE") =>
  expect.stringMatching(new RegExp(`^@label=${label} :${SERVER} FAIL ${verb} ${code} :Not carried out: .+$`));

let faults: Faults;
let rig: Rig;
let alice: VirtualClient;
let bob: VirtualClient;

beforeEach(() => {
  faults = new Faults();
  rig = new Rig({ onStep: faults.onStep });
  alice = rig.register("alice", "#c", "#d");
  bob = rig.register("bob", "#c", "#d");
  alice.send("CAP REQ :batch labeled-response standard-replies echo-message");
  rig.time.settle();
  alice.take();
});
afterEach(() => rig.close());

describe("a labeled command in a turn that is not committed", () => {
  it("answers FAIL under its label, once for all of its targets", () => {
    faults.once("commit");
    alice.send("@label=a PRIVMSG #c,#d,bob :lost", "@label=b TOPIC #c :lost", "PRIVMSG #c :lost");
    rig.time.settle();
    expect(alice.take()).toEqual([
      failed("a", "PRIVMSG"),
      failed("b", "TOPIC"),
      expect.stringMatching(new RegExp(`^:${SERVER} FAIL PRIVMSG RECORD_UNAVAILABLE :`)),
    ]);
    expect(bob.take()).toEqual([]);
  });

  it("answers so too where it only asked or was refused: its answer went with the turn", () => {
    faults.once("commit");
    alice.send("@label=a PRIVMSG #c :lost", "@label=b NAMES #c", "@label=c NOSUCH", "@label=d JOIN");
    rig.time.settle();
    expect(alice.take()).toEqual([
      failed("a", "PRIVMSG"),
      failed("b", "NAMES"),
      failed("c", "NOSUCH"),
      failed("d", "JOIN"),
    ]);
  });

  it("is refused under its label while the log does not work, and served when it does", () => {
    faults.always("commit", "open");
    alice.send("PRIVMSG #c :lost");
    rig.time.settle();
    alice.take();
    alice.send("@label=a PRIVMSG #c :later", "@label=b PING x");
    rig.time.settle();
    const before = alice.take();
    faults.heal();
    rig.time.advance(3 * RETRY_MS);
    rig.time.settle();
    const told = [...before, ...alice.take()];
    expect(told.filter((line) => line.startsWith("@label=a "))).toHaveLength(1);
    expect(told.filter((line) => line.startsWith("@label=b "))).toEqual([`@label=b :${SERVER} PONG ${SERVER} :x`]);
    alice.send("@label=c PRIVMSG #c :again");
    rig.time.settle();
    expect(alice.take().filter((line) => line.includes("label="))).toEqual([
      expect.stringMatching(/^@label=c :alice!\S+ PRIVMSG #c :again$/),
    ]);
  });
});

describe("a labeled command that an observer throws on", () => {
  function breakOn(isBad: (event: AnyEvent) => boolean): void {
    const { record } = rig.node;
    record.events$.subscribe(
      record.guarded("broken", (event: AnyEvent) => {
        if (isBad(event)) throw new Error("broken");
      }),
    );
  }

  it("answers FAIL under its label, once, and what follows it in the same read is served", () => {
    breakOn((event) => event.type === "TOPIC");
    alice.send("@label=a TOPIC #c :bad", "@label=b PING x", "@label=c PRIVMSG #c :good");
    rig.time.settle();
    expect(alice.take()).toEqual([
      failed("a", "TOPIC", "INTERNAL_ERROR"),
      `@label=b :${SERVER} PONG ${SERVER} :x`,
      expect.stringMatching(/^@label=c :alice!\S+ PRIVMSG #c :good$/),
    ]);
    expect(bob.take()).toEqual([expect.stringMatching(/ PRIVMSG #c :good$/)]);
  });

  it("takes the answers of its turn along: each command of it answers FAIL once", () => {
    breakOn((event) => event.type === "TOPIC");
    alice.send("@label=a PRIVMSG #c :x", "@label=b NAMES #c", "@label=c TOPIC #c :bad");
    rig.time.settle();
    expect(alice.take()).toEqual(
      [
        ["a", "PRIVMSG"],
        ["b", "NAMES"],
        ["c", "TOPIC"],
      ].map(([label = "", verb = ""]) => failed(label, verb, "INTERNAL_ERROR")),
    );
  });

  it("answers once where it fails at its second target", () => {
    breakOn((event) => event.type === "JOIN" && event.body.channel === "#y");
    alice.send("@label=a JOIN #x,#y,#z");
    rig.time.settle();
    expect(alice.take()).toEqual([failed("a", "JOIN", "INTERNAL_ERROR")]);
    expect(rig.node.network.state.channels.has("#x" as never)).toBe(false);
  });
});
