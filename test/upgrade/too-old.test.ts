// A node of the network is too old for what a command would record: the event is written in an older version, or the
// command is refused as a whole.
import { describe, expect, it } from "vitest";
import { BASELINE, OWN_VERSIONS } from "../../events/versions.ts";
import { CommonVersions } from "../../projections/common-versions.ts";
import { digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { entries, replay } from "../../src/record/replay.ts";
import { configuration, VirtualNode } from "../support/virtual-node.ts";

/** A node that is linked with one that reads PRIVMSG 1 and knows no AWAY and no KNOCK. */
function amongOld(): { readonly node: VirtualNode; readonly alice: number; types(): readonly string[] } {
  const node = new VirtualNode({ configuration });
  const { state } = node.node.network;
  const old = { name: "irc.old", node: "2BB", isClosed: false };
  Object.assign(state, {
    versions: new CommonVersions([old], OWN_VERSIONS, { ...BASELINE, PRIVMSG: 1, AWAY: 0, KNOCK: 0 }),
  });
  const alice = node.connect();
  node.say(alice, "NICK alice\r\nUSER u 0 * :Alice");
  node.say(alice, "JOIN #c");
  const types = () =>
    [...entries(node.log)].flatMap(({ origin, header }) => {
      const { type, version } = JSON.parse(header) as { type: string; version: number };
      return origin === null ? [] : [`${type} ${version}`];
    });
  return { node, alice, types };
}

describe("while a node is too old", () => {
  it("an event is written in the version that it understands", () => {
    const { node, alice, types } = amongOld();
    node.say(alice, "CAP REQ :message-tags");
    expect(node.say(alice, "@+x=y PRIVMSG #c :hi")).toEqual([]);
    expect(node.say(alice, "NOTICE #c :hi")).toEqual([]);
    expect(types().slice(-2)).toEqual(["PRIVMSG 1", "NOTICE 2"]);
    const { body } = [...entries(node.log)].find(({ header }) => header.includes("PRIVMSG")) ?? {};
    expect(body).toBe('{"channel":"#c","text":"hi"}');
  });

  it("what would say something else in that version is refused, and says who is too old", () => {
    const { node, alice, types } = amongOld();
    const before = types();
    expect(node.say(alice, "PRIVMSG @#c :for operators only")).toEqual([
      ":irc.hansard.local NOTICE alice :*** PRIVMSG: Not carried out: a server of this network is too old for it " +
        "and must be upgraded first: irc.old (2BB) (NODE_TOO_OLD)",
    ]);
    node.say(alice, "CAP REQ :standard-replies");
    expect(node.say(alice, "AWAY :tea")).toEqual([
      ":irc.hansard.local FAIL AWAY NODE_TOO_OLD :Not carried out: a server of this network is too old for it " +
        "and must be upgraded first: irc.old (2BB)",
    ]);
    expect(types()).toEqual(before);
    expect(node.say(alice, "WHOIS alice").join("\n")).not.toContain(" 301 ");
  });

  it("the refusal is the answer to a label, and nothing of the command is done", () => {
    const { node, alice } = amongOld();
    node.say(alice, "CAP REQ :labeled-response batch standard-replies");
    expect(node.say(alice, "@label=a1 AWAY :tea")).toEqual([
      expect.stringMatching(/^@label=a1 :irc\.hansard\.local FAIL AWAY NODE_TOO_OLD :/),
    ]);
  });

  it("a registration that needs such an event is refused before any of it is recorded", () => {
    const { node, types } = amongOld();
    const before = types();
    const bob = node.connect();
    const told = node.say(bob, "CAP REQ :draft/pre-away\r\nAWAY :tea\r\nNICK bob\r\nUSER u 0 * :Bob\r\nCAP END");
    expect(told.at(-1)).toMatch(/NICK: Not carried out: .* \(NODE_TOO_OLD\)$/);
    expect(types()).toEqual(before);
    expect(node.say(bob, "AWAY\r\nNICK bob").join("\n")).toMatch(/ 001 bob /);
  });

  it("what was written folds to what the running node has", () => {
    const { node, alice } = amongOld();
    for (const line of ["PRIVMSG #c :hi", "AWAY :tea", "PRIVMSG @#c :no", "TOPIC #c :t"]) node.say(alice, line);
    const network = new Network();
    replay(node.log, network);
    expect(digestOf(network.state)).toBe(digestOf(node.node.network.state));
  });
});
