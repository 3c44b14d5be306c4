// What operators do to links: part and call a peer, change the peers, and know whom they are linked with.
import { describe, expect, it } from "vitest";
import { type Machine, world } from "./rig.ts";
import { expectSame } from "./same.ts";
import { served } from "./served.ts";

const told = ({ notices }: Machine) =>
  notices.map((each) => ("code" in each ? `${each.kind} ${each.code}` : each.kind));

function pair(change: { readonly callsAll?: boolean } = {}) {
  const made = world();
  const a = made.make("1AA", ["2BB"], change);
  const b = made.make("2BB", ["1AA"], change);
  made.time.advance(1000);
  for (const { notices } of [a, b]) notices.length = 0;
  return { ...made, a, b };
}

describe("a peer that was parted", () => {
  it("is neither called nor let in until an operator calls it, and both sides know why", () => {
    for (const parts of ["a", "b"] as const) {
      const { time, a, b } = pair({ callsAll: true });
      const [own, other] = parts === "a" ? [a, b] : [b, a];
      own.links.peers.part(other.node.name, "boss: repairs");
      time.advance(600_000);
      expect(own.links.figures()).toEqual([]);
      expect(own.links.peers.figures([])).toMatchObject([{ name: other.node.name, isParted: true }]);
      expect(told(own)).toEqual(["unlinked PARTED"]);
      expect(told(other)).toEqual(["unlinked PARTED", "refused PARTED"]);
      expect(other.notices.at(-1)).toMatchObject({
        reason: expect.stringContaining("(boss: repairs)"),
        isTheirs: true,
      });
      own.node.say("alone");
      own.links.peers.call(other.node.name);
      time.advance(1000);
      expect(own.links.figures()).toHaveLength(1);
      expectSame(a.node, b.node);
    }
  });

  it("is on record with who parted it", () => {
    const { time, a, b } = pair();
    a.links.peers.part("2bb.example", "boss: repairs");
    time.advance(1000);
    const last = a.node.log.read(0, 1000).findLast(({ header }) => header.includes('"type":"UNLINK"'));
    expect(last?.body).toContain('"reason":"PARTED: boss: repairs"');
    expect(b.links.figures()).toEqual([]);
  });

  it("is called again where its entry in the configuration changes, and not where another's does", () => {
    const { time, a } = pair();
    const [peer] = a.peers;
    a.links.peers.part("2bb.example", "boss");
    a.links.setPeers([peer as never, { name: "c", address: undefined, key: "C", isCalled: false }]);
    time.advance(60_000);
    expect(a.links.figures()).toEqual([]);
    a.links.setPeers([{ ...(peer as NonNullable<typeof peer>), name: "renamed" }]);
    time.advance(1000);
    expect(a.links.figures()).toMatchObject([{ peer: "renamed" }]);
  });
});

describe("other peers", () => {
  it("are known by their new names at once, on the link that is there", () => {
    const { time, a } = pair();
    const since = a.links.figures()[0]?.since;
    a.links.setPeers(a.peers.map((peer) => ({ ...peer, name: "renamed", address: "elsewhere" })));
    time.advance(1000);
    expect(a.links.figures()).toMatchObject([{ peer: "renamed", since }]);
  });

  it("are called at a new address once the link is lost", () => {
    const { time, network, a, b } = pair();
    network.listen("moved", b.links.accept);
    a.links.setPeers(a.peers.map((peer) => ({ ...peer, address: "moved" })));
    network.kill("2BB");
    time.advance(5000);
    expect(a.links.figures()).toMatchObject([{ remote: "moved" }]);
  });

  it("do not let in one that was taken out while it was proving its key", () => {
    const { time, make } = world();
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    // Calls take some milliseconds: the handshake is on its way.
    time.advance(9);
    b.links.setPeers([]);
    time.advance(1000);
    expect(b.links.figures()).toEqual([]);
    expect(told(b).join()).not.toContain("linked");
    expect(told(a).join()).toMatch(/refused (PEER_REMOVED|UNKNOWN_KEY)/);
  });

  it("lose nothing where a live link is removed and put back", () => {
    const { time, a, b } = pair();
    for (let n = 0; n < 20; n++) a.node.say(`${n}`);
    a.links.setPeers([]);
    for (let n = 0; n < 20; n++) b.node.say(`${n}`);
    time.advance(1000);
    expect(told(a)).toContain("unlinked PEER_REMOVED");
    expect(told(b)).toContain("unlinked PEER_REMOVED");
    a.links.setPeers(a.peers);
    time.advance(1000);
    expectSame(a.node, b.node);
  });
});

describe("a link's figures", () => {
  it("have the round trip and the other clock, smoothed, and the bytes both ways", () => {
    const { time, network, make } = world();
    network.delayMs = 100;
    const a = make("1AA", ["2BB"]);
    make("2BB", ["1AA"], { offMicros: 3_000_000 });
    time.advance(400);
    expect(a.links.figures()).toMatchObject([{ rttMs: undefined, offsetMicros: undefined }]);
    time.advance(120_000);
    const [link] = a.links.figures();
    expect(link?.rttMs).toBeGreaterThan(120);
    expect(link?.rttMs).toBeLessThan(280);
    expect(Math.abs((link?.offsetMicros ?? 0) - 3_000_000)).toBeLessThan(60_000);
    expect(link?.sentBytes).toBeGreaterThan(1000);
    expect(link?.receivedBytes).toBeGreaterThan(1000);
  });

  it("count connections, and those that took up an earlier session, over real TLS", async () => {
    const b = await served("2BB", { known: ["1AA"] });
    const a = await served("1AA", { known: ["2BB"], calls: { "2BB": b.port }, limits: { retryMs: 10 } });
    const linked = async () => {
      for (let n = 0; n < 500 && b.links.figures().length === 0; n++) await new Promise((done) => setTimeout(done, 5));
      expect(b.links.figures()).toHaveLength(1);
    };
    await linked();
    const sessions = new Set<string>();
    for (let n = 1; n <= 3; n++) {
      b.links.renew();
      await linked();
      const made = a.links.peers.figures([])[0]?.calls;
      expect(made).toMatchObject({ made: n + 1, resumed: n });
      const links = a.node.log.read(0, 1000).findLast(({ header }) => header.includes('"type":"LINK"'));
      sessions.add(String(links?.body));
    }
    // The proof is over the session's keying material, which is another one each time.
    expect(sessions.size).toBe(3);
    a.node.say("across");
    await new Promise((done) => setTimeout(done, 50));
    expectSame(a.node, b.node);
    await a.close();
    await b.close();
  });
});
