// The operator's side of links, across real nodes: CONNECT, SQUIT, STATS l, what MAP and LINKS tell those who may know,
// server notices, and another configuration.
import { describe, expect, it } from "vitest";
import { isSigned } from "../../src/link/identity.ts";
import { checkedHeads } from "../../src/link/snapshot-heads.ts";
import { Forge } from "../link/bad-peer.ts";
import { snapshotOf } from "../link/forged-snapshot.ts";
import { identityOfNode } from "../link/rig.ts";
import { GRACE_MS, LinkedNodes } from "../support/linked-nodes.ts";
import { configuration, VirtualNode } from "../support/virtual-node.ts";

const NOTICE = / NOTICE \S+ :\*\*\* Notice -- /;

/** Two linked nodes with an operator on each, who receives server notices. */
async function pair(...more: string[]): Promise<LinkedNodes> {
  const world = new LinkedNodes(["ab", ...more]).connect("a", "alice").connect("b", "bob");
  for (const nick of ["alice", "bob"]) {
    await world.operator(nick);
    world.say(nick, `MODE ${nick} +s`);
  }
  return world;
}

/** The server notices since the last look, without those of clients who come and go. */
const noticesOf = (world: LinkedNodes, nick: string) =>
  world
    .lines(nick)
    .filter((line) => NOTICE.test(line) && !/Client (connecting|exiting)/.test(line))
    .map((line) => line.slice(line.indexOf("Notice -- ") + 10));

const servers = (world: LinkedNodes, nick: string) => world.say(nick, "LINKS").length - 1;

describe("SQUIT", () => {
  it("ends the link for good, and tells the operators of both sides by whom and why", async () => {
    const world = await pair();
    expect(world.say("alice", "SQUIT irc.b :repairs")).toEqual([
      ":irc.a NOTICE alice :irc.b is unlinked, and is neither called nor let in until CONNECT irc.b",
      ":irc.a NOTICE alice :*** Notice -- unlinked from irc.b: PARTED: alice: repairs. What to do: CONNECT here links again",
    ]);
    world.pass(100_000);
    expect(noticesOf(world, "bob").slice(0, 1)).toEqual([
      "unlinked from irc.a: PARTED: irc.a says: alice: repairs. What to do: it takes no calls from here until an " +
        "operator there says CONNECT",
    ]);
    expect(servers(world, "alice")).toBe(1);
    expect(world.say("alice", "STATS l")).toEqual([
      ":irc.a 249 alice l :irc.b: parted by an operator; calls: 1 answered (0 with a resumed TLS session), 0 failed",
      ":irc.a 249 alice l :merges: 0, of 0 events; messages in the record only: 0 of people out of reach, " +
        "0 that came during a merge",
      ":irc.a 219 alice l :End of STATS report",
    ]);
  });

  it("lets the peer not call back either, and says so to it once", async () => {
    const world = await pair();
    world.say("bob", "SQUIT 1aa");
    world.pass(100_000);
    const told = noticesOf(world, "alice");
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^unlinked from irc\.b: PARTED: irc\.b says: bob: no reason given/);
    expect(told[1]).toMatch(
      /^no link with irc\.b: PARTED: irc\.b says: an operator here has ended this link \(bob: no/,
    );
    expect(servers(world, "bob")).toBe(1);
  });

  it("leaves in reach what can be reached another way", async () => {
    const world = await pair("bc", "ac");
    world.say("alice", "SQUIT irc.b");
    world.pass(GRACE_MS + 5000);
    expect(world.say("alice", "MAP").slice(1, 3)).toEqual([
      expect.stringMatching(/006 alice :`- irc\.c \(3CC\) 0 users \[round trip 2\.0 ms, clock \+0\.0 ms, backlog 0\]$/),
      ":irc.a 006 alice :   `- irc.b (2BB) 1 users",
    ]);
  });

  it("is refused to those without the privilege, and for what is no peer", async () => {
    const world = new LinkedNodes(["ab", "bc"]).connect("a", "alice").connect("a", "eve");
    await world.operator("alice");
    expect(world.say("eve", "SQUIT irc.b")).toEqual([expect.stringMatching(/ 481 eve :/)]);
    expect(world.say("eve", "CONNECT irc.b")).toEqual([expect.stringMatching(/ 481 eve :/)]);
    expect(world.say("eve", "STATS l")[0]).toMatch(/ 481 eve :/);
    for (const verb of ["SQUIT", "CONNECT"]) {
      expect(world.say("alice", `${verb} nowhere`)).toEqual([":irc.a 402 alice nowhere :No such server"]);
      expect(world.say("alice", `${verb} irc.c`)).toEqual([
        `:irc.a NOTICE alice :*** ${verb}: irc.c is no peer of this server: ask a server that it is a peer of (NOT_A_PEER)`,
      ]);
      expect(world.say("alice", verb)).toEqual([`:irc.a 461 alice ${verb} :Not enough parameters`]);
    }
    expect(servers(world, "alice")).toBe(3);
  });
});

describe("CONNECT", () => {
  it("links again after a SQUIT, whoever calls whom", async () => {
    const world = await pair();
    world.say("alice", "SQUIT irc.b");
    expect(world.say("alice", "CONNECT IRC.B 7000 irc.a")).toContain(":irc.a NOTICE alice :Calling irc.b at b:1");
    expect(servers(world, "alice")).toBe(2);
    world.say("bob", "SQUIT irc.a");
    world.pass(60_000);
    expect(world.say("bob", "CONNECT irc.a")[0]).toBe(":irc.b NOTICE bob :Calling irc.a at a:1");
    expect(servers(world, "bob")).toBe(2);
  });

  it("calls at once a peer that would have been waited for, and says what comes of it", async () => {
    const world = await pair();
    world.cut("a", "b", 90_000);
    world.heard();
    const told = world.say("alice", "CONNECT irc.b");
    expect(told).toContain(":irc.a NOTICE alice :*** Notice -- irc.b cannot be reached: no way there");
    world.pass(40_000);
    expect(noticesOf(world, "alice")).toEqual([]);
    expect(world.say("alice", "STATS l")[0]).toMatch(
      / 249 alice l :irc\.b: not linked, waits \d+\.\d s before the next call; calls: 1 answered .*, \d+ failed$/,
    );
  });

  it("is refused for a peer that is linked, that cannot be called, and at another server", async () => {
    const world = await pair();
    const says = (text: string) => [`:irc.a NOTICE alice :*** CONNECT: ${text}`];
    expect(world.say("alice", "CONNECT irc.b")).toEqual(says("irc.b is linked (ALREADY_LINKED)"));
    expect(world.say("alice", "CONNECT irc.b 7000 irc.b")).toEqual([":irc.a 402 alice irc.b :No such server"]);
    world.relink("a", ({ peers }) => ({
      peers: peers.map((peer) => ({ ...peer, address: undefined, connect: false })),
    }));
    world.cut("a", "b");
    expect(world.say("alice", "CONNECT irc.b")).toEqual(
      says("irc.b has no address here: it has to call this server (NO_ADDRESS)"),
    );
    world.say("alice", "SQUIT irc.b");
    expect(world.say("alice", "CONNECT irc.b")).toEqual([":irc.a NOTICE alice :irc.b is let in again when it calls"]);
  });
});

describe("the figures of links", () => {
  it("are in STATS l, MAP and LINKS for operators, and for nobody else", async () => {
    const world = (await pair()).connect("a", "eve");
    const [line, calls] = world.say("alice", "STATS l");
    expect(line).toMatch(
      / 211 alice irc\.b 0 \d+ \d+ \d+ \d+ \d+ :irc\.b \(2BB\) at b since 2026-\S+Z, round trip 2\.0 ms, clock \+0\.0 ms, credit \d+ bytes, duplicates 0$/,
    );
    expect(calls).toContain("irc.b: linked; calls: 1 answered (0 with a resumed TLS session), 0 failed");
    expect(world.say("alice", "LINKS irc.b")[0]).toMatch(/:1 hansard-virtual \[round trip 2\.0 ms, clock \+0\.0 ms, /);
    expect(world.say("eve", "LINKS irc.b")[0]).toMatch(/:1 hansard-virtual$/);
    expect(world.say("eve", "MAP").join()).not.toContain("[");
  });
});

describe("server notices of links", () => {
  it("tell of a loss, of what cannot be reached, once, and of the link that is back", async () => {
    const world = await pair();
    world.cut("a", "b", 60_000);
    expect(noticesOf(world, "alice")).toEqual([
      "unlinked from irc.b: CONNECTION_LOST: cut",
      "irc.b cannot be reached: no way there",
    ]);
    expect(noticesOf(world, "bob")).toEqual(["unlinked from irc.a: CONNECTION_LOST: cut"]);
    world.mend("a", "b");
    expect(noticesOf(world, "alice")).toEqual(["linked with irc.b (2BB) at b"]);
  });

  it("tell both sides of a link that is listed on one side only, once, and what to do", async () => {
    const world = await pair();
    world.relink("b", () => ({ peers: [] }));
    world.pass(100_000);
    expect(noticesOf(world, "bob")).toEqual([
      "unlinked from irc.a: PEER_REMOVED: the peer was taken out of the configuration",
      expect.stringMatching(
        /^no link with a: UNKNOWN_KEY: irc\.a has key \S+, which stands .*What to do: if it is to be a peer/,
      ),
    ]);
    expect(noticesOf(world, "alice")).toEqual([
      expect.stringMatching(
        /^unlinked from irc\.b: PEER_REMOVED: irc\.b says: the peer was taken out of the configuration/,
      ),
      expect.stringMatching(/^no link with irc\.b: UNKNOWN_KEY: irc\.b says: .* under links\.peers there/),
    ]);
  });
});

describe("another configuration of a running node", () => {
  it("calls a peer that is new, and loses nothing of what was said before", async () => {
    const world = new LinkedNodes(["ab"]).connect("a", "alice", "JOIN #c").connect("b", "bob");
    const kept: Parameters<LinkedNodes["relink"]>[1] = ({ peers }) => ({ peers });
    let put = kept;
    world.relink("a", (links) => {
      put = () => ({ peers: links.peers });
      return { peers: [] };
    });
    world.say("alice", "PRIVMSG #c :alone");
    expect(servers(world, "alice")).toBe(1);
    expect(world.relink("a", put)).toEqual([]);
    expect(servers(world, "alice")).toBe(2);
    expect(world.say("bob", "LIST")[1]).toMatch(/ 322 bob #c 1 :/);
    const texts = world
      .log("b")
      .read(0, 1000)
      .map(({ body }) => body);
    expect(texts.some((body) => body?.includes('"alone"'))).toBe(true);
  });

  it("changes how long the lost are waited for", async () => {
    const world = new LinkedNodes(["ab"]).connect("a", "alice", "JOIN #c").connect("b", "bob", "JOIN #c");
    world.relink("a", () => ({ graceMs: 60_000 }));
    world.cut("a", "b", 50_000);
    expect(world.lines("alice").join()).not.toContain("QUIT");
    world.pass(20_000);
    expect(world.lines("alice").join()).toContain("QUIT");
  });

  it("waits for a restart where the node was started alone, and nowhere else", () => {
    const links = { ...configuration.links, listen: ["[::]:7000"] };
    expect(new VirtualNode().node.reconfigure({ ...configuration, links })).toEqual(["links"]);
    const linked = new LinkedNodes(["ab"]);
    expect(linked.relink("a", () => ({ forgetSeconds: 60, listen: ["[::]:7000"] }))).toEqual([]);
  });
});

describe("a record that goes on from a peer's snapshot", () => {
  it("is said in STATS l to lack what came before it, and how much that is", async () => {
    const world = await pair();
    const far = identityOfNode("9ZZ");
    const forge = new Forge("9ZZ.e1", far, 1_000_000).open().say("1").say("2");
    const { snapshot, heads } = snapshotOf(forge, far);
    const { vector, greatest, network } = snapshot;
    const checked = checkedHeads(heads, { vector, greatest, keyOf: () => far.key, isSigned });
    const lines = () => world.say("bob", "STATS l").filter((line) => line.includes(" are missing"));
    expect(lines()).toEqual([]);
    world.node("b").node.record.rebase({ base: { vector, greatest, network }, heads: checked, peer: "irc.far" });
    expect(lines()).toEqual([
      ":irc.b 249 bob l :record: 3 events of before a snapshot are missing, and are fetched from linked peers",
    ]);
    world.pass(60_000);
    expect(noticesOf(world, "bob")).toContainEqual(
      expect.stringMatching(
        /^3 events .* of irc\.far are missing, and no linked peer has them\. What to do: link with irc\.far/,
      ),
    );
  });
});
