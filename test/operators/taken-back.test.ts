// What operators do in a turn that cannot be recorded has not happened to anybody.
import { describe, expect, it } from "vitest";
import { FailingLog } from "../properties/failing-log.ts";
import { Office } from "./office.ts";

async function scene() {
  const log = new FailingLog();
  const node = new Office({ log });
  const root = await node.operator("root");
  const bob = node.user("bob", "192.0.2.7");
  return { log, node, root, bob };
}

describe("a turn that is taken back", () => {
  for (const line of ["KILL bob :x", "KLINE *@192.0.2.7 :x", "DLINE 192.0.2.0/24 :x"]) {
    it(`leaves those on who were to be sent away by ${line.split(" ")[0]}, and lets it be done again`, async () => {
      const { log, node, root, bob } = await scene();
      const before = node.events().length;
      log.isFailing = true;
      expect(node.say(root, line).join()).toContain("RECORD_UNAVAILABLE");
      expect(node.lines(bob)).toEqual([]);
      expect(node.edge.isOpen(bob)).toBe(true);
      expect(node.node.network.state.bans.size).toBe(0);
      log.isFailing = false;
      node.pass(5000);
      expect(node.events()).toHaveLength(before);
      expect(node.say(bob, "PING :x")).toEqual([":irc.test PONG irc.test :x"]);
      node.say(root, line);
      expect(node.edge.isOpen(bob)).toBe(false);
    });
  }

  it("makes no operator", async () => {
    const { log, node, bob } = await scene();
    log.isFailing = true;
    expect((await node.ask(bob, "OPER root root-pass")).join()).not.toContain(" 381 ");
    log.isFailing = false;
    node.pass(5000);
    expect(node.node.network.state.officers.size).toBe(1);
    expect(node.say(bob, "WALLOPS :x").join()).toContain(" 481 ");
  });

  it("tells no notice of what was taken back, and refuses a ban that has no record to stand in", async () => {
    const { log, node, root, bob } = await scene();
    node.say(root, "MODE root +s");
    log.isFailing = true;
    node.say(bob, "QUIT :bye");
    expect(node.lines(root).join()).not.toContain("exiting");
    expect(node.say(root, "KLINE *@192.0.2.9 :x").join()).toContain("RECORD_UNAVAILABLE");
    log.isFailing = false;
    node.pass(5000);
    expect(node.say(root, "STATS k")).toHaveLength(1);
  });
});
