// Links between nodes with real records: everything arrives once and in order, whatever is cut or started anew.
import { describe, expect, it } from "vitest";
import { LogError } from "../../src/record/log.ts";
import { FailingLog } from "../properties/failing-log.ts";
import { headersOf, type Machine, type RigNode, world } from "./rig.ts";
import { expectSame } from "./same.ts";

const kinds = ({ notices }: Machine) =>
  notices.map((each) => ("code" in each ? `${each.kind} ${each.code}` : each.kind));
const types = (node: RigNode, type: string) =>
  headersOf(node).filter((header) => header.includes(`"type":"${type}"`)).length;

function busy(nodes: readonly Machine[], count: number): void {
  for (let n = 0; n < count; n++) for (const { node } of nodes) node.say(`${node.id} ${n}`);
}

describe("Links", () => {
  it("bring two nodes together that have both been busy, and keep them so", () => {
    const { time, make } = world();
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    busy([a, b], 20);
    time.advance(500);
    expectSame(a.node, b.node);
    expect(kinds(a)).toEqual(["linked"]);
    expect(kinds(b)).toEqual(["linked"]);
    a.node.say("live");
    time.advance(40);
    expectSame(a.node, b.node);
    expect(headersOf(a.node)).toHaveLength(2 + 40 + 2 + 1);
    expect(a.links.figures()).toMatchObject([{ peer: "2bb.example", node: "2BB", backlog: 0, duplicates: 0 }]);
  });

  it("send the first event after a quiet spell at once, and those behind it together", () => {
    const { time, network, make } = world();
    network.delayMs = 1;
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    time.advance(3000);
    b.node.admissions.length = 0;
    a.node.say("first");
    time.advance(4);
    expect(b.node.admissions).toEqual([1]);
    for (let n = 0; n < 5; n++) a.node.say(`next ${n}`);
    time.advance(20);
    expect(b.node.admissions).toEqual([1, 5]);
  });

  it("lead around a cut in a ring, and nothing arrives twice", () => {
    const { time, network, make } = world();
    const ring = [make("1AA", ["2BB", "3CC"]), make("2BB", ["1AA", "3CC"]), make("3CC", ["1AA", "2BB"])] as const;
    time.advance(1000);
    network.way("1AA", "3CC", false);
    time.advance(100);
    busy(ring, 30);
    time.advance(1000);
    expectSame(...ring.map(({ node }) => node));
    expect(types(ring[0].node, "PRIVMSG")).toBe(90);
    expect(types(ring[1].node, "UNLINK")).toBe(2);
    network.way("1AA", "3CC", true);
    time.advance(60_000);
    expect(types(ring[1].node, "LINK")).toBe(8);
    expectSame(...ring.map(({ node }) => node));
    expect(ring[0].links.figures()).toHaveLength(2);
  });

  it("keep one connection, the same at both ends, when two nodes call each other at once", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { time, network, make } = world(seed);
      const a = make("1AA", ["2BB"], { callsAll: true });
      const b = make("2BB", ["1AA"], { callsAll: true });
      time.advance(5000);
      expect(a.links.figures()).toHaveLength(1);
      expect(b.links.figures()).toHaveLength(1);
      const open = network.connections.filter(({ isOpen }) => isOpen);
      expect(open.map(({ between }) => between)).toEqual([["1AA", "2BB"]]);
      a.node.say("one");
      time.advance(100);
      expectSame(a.node, b.node);
      expect(a.notices.at(-1)).toMatchObject({ kind: expect.stringMatching(/^(linked|refused)$/) });
    }
  });

  it("replay to a node that comes back in another epoch, also what it had lost of its own", () => {
    const { time, network, make, logs } = world();
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    busy([a, b], 10);
    time.advance(1000);
    const backup = logs.copy("2BB");
    busy([a, b], 10);
    time.advance(1000);
    network.kill("2BB");
    b.links.close("killed");
    busy([a], 10);
    const again = make("2BB", ["1AA"], { log: backup, epoch: "e2" });
    time.advance(5000);
    expectSame(a.node, again.node);
    expect(types(again.node, "PRIVMSG")).toBe(50);
    expect(headersOf(again.node).filter((header) => header.includes('"2BB.e1"')).length).toBeGreaterThan(20);
  });

  it("go on after a failed commit, with nothing lost and the links made anew", () => {
    const { time, make } = world();
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    time.advance(1000);
    b.node.log.isFailing = true;
    busy([a], 5);
    time.advance(3000);
    expect(kinds(b)).toContain("unlinked RECORD_UNAVAILABLE");
    expect(kinds(a)).toContain("unlinked RECORD_UNAVAILABLE");
    expect(types(b.node, "PRIVMSG")).toBe(0);
    b.node.log.isFailing = false;
    time.advance(30_000);
    expectSame(a.node, b.node);
    expect(types(b.node, "PRIVMSG")).toBe(5);
    expect(b.links.figures()).toHaveLength(1);
    const words = headersOf(b.node).filter((header) => header.includes("LINK"));
    for (const { origin } of [a.node, b.node]) {
      expect(words.findLast((header) => header.includes(origin))).toContain('"type":"LINK"');
    }
  });

  it("send nothing of a node's own that it could not seal, and all of it once it can", () => {
    class SealessLog extends FailingLog {
      isSealing = true;
      override append(...[entries, seals]: Parameters<FailingLog["append"]>): void {
        if (!this.isSealing && entries.length === 0) throw new LogError("LOG_IO", "no seals today");
        super.append(entries, seals);
      }
    }
    const { time, make } = world();
    const log = new SealessLog();
    const a = make("1AA", ["2BB"], { log });
    const b = make("2BB", ["1AA"]);
    time.advance(1000);
    log.isSealing = false;
    busy([a], 5);
    time.advance(3000);
    expect(types(b.node, "PRIVMSG")).toBe(0);
    expect(b.links.figures()).toHaveLength(1);
    log.isSealing = true;
    time.advance(3000);
    expectSame(a.node, b.node);
    expect(types(b.node, "PRIVMSG")).toBe(5);
  });

  it("say goodbye with the last events, and both ends know why", () => {
    const { time, make } = world();
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    time.advance(1000);
    a.node.append({ type: "CLOSE", body: { reason: "bye" } });
    a.links.close("the node stops");
    time.advance(500);
    expect(types(b.node, "CLOSE")).toBe(1);
    expect(kinds(b)).toEqual(["linked", "unlinked SHUTDOWN"]);
    expect(kinds(a)).toEqual(["linked", "unlinked SHUTDOWN"]);
    expect(a.links.figures()).toEqual([]);
  });

  it("end when a peer is taken out of the configuration, and begin when it is put in", () => {
    const { time, make } = world();
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    time.advance(1000);
    a.links.setPeers([]);
    time.advance(1000);
    expect(kinds(b)).toContain("unlinked PEER_REMOVED");
    expect(b.links.figures()).toEqual([]);
    a.links.setPeers(a.peers);
    time.advance(5000);
    expect(a.links.figures()).toHaveLength(1);
  });

  it("are made anew when the node begins another epoch", () => {
    const { time, make } = world();
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    time.advance(1000);
    a.node.beginEpoch("e2");
    a.links.renew();
    time.advance(5000);
    expectSame(a.node, b.node);
    expect(b.links.figures()).toHaveLength(1);
    const links = headersOf(b.node).filter((header) => header.includes('"type":"LINK"'));
    expect(links.filter((header) => header.includes("1AA.e2"))).toHaveLength(1);
  });

  it("lose a peer that has fallen silent, in either direction", () => {
    const { time, network, make } = world();
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    time.advance(1000);
    network.stall("1AA", "2BB");
    time.advance(60_000);
    const both = [...kinds(a), ...kinds(b)];
    expect(both).toContain("unlinked SILENT");
    expect(a.links.figures()).toEqual([]);
    expect(b.links.figures()).toEqual([]);
    network.unstall();
    time.advance(60_000);
    expectSame(a.node, b.node);
    expect(a.links.figures()).toHaveLength(1);
  });
});
