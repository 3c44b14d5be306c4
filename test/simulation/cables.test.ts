// The virtual network between nodes: bytes in order and once, whatever happens to the connection.
import { beforeEach, describe, expect, it } from "vitest";
import type { Wire } from "../../src/link/ports.ts";
import { Cables, type Station } from "./cables.ts";
import { Dice } from "./dice.ts";
import { World } from "./world.ts";

const ROAD = { delay: 10_000, jitter: 5_000, isStalled: false, bytesPerSecond: undefined };

interface Side {
  readonly wires: Wire[];
  got: string;
  readonly ended: string[];
  isAlive: boolean;
}

let world: World;
let cables: Cables;
let a: Side;
let b: Side;
let failed: string[];
let stationA: Station;
let stationB: Station;

const accepting = (side: Side) => (wire: Wire) => {
  side.wires.push(wire);
  return {
    data: (chunk: Buffer) => {
      side.got += chunk.toString();
    },
    closed: (reason: string) => void side.ended.push(reason),
  };
};

function station(address: string, side: Side): Station {
  return {
    address,
    get isAlive() {
      return side.isAlive;
    },
    accept: accepting(side),
    lived: () => undefined,
  };
}

function call(): void {
  cables.transportOf(stationA).connect("b", accepting(a), (reason) => void failed.push(reason));
}

const text = Array.from({ length: 200 }, (_, at) => `frame ${at};`);

beforeEach(() => {
  world = new World();
  cables = new Cables(world, new Dice("cables"));
  [a, b] = [0, 1].map((): Side => ({ wires: [], got: "", ended: [], isAlive: true })) as [Side, Side];
  failed = [];
  [stationA, stationB] = [station("a", a), station("b", b)];
  cables.plug(stationA);
  cables.plug(stationB);
  cables.lay("a", "b", ROAD);
  cables.lay("b", "a", ROAD);
});

function send(): void {
  for (const frame of text) b.wires[0]?.send(Buffer.from(frame));
}

describe("cables", () => {
  it("bring all bytes in order and once, also those that the called end sends first", () => {
    call();
    world.runUntil(10_001);
    send();
    world.runUntil(1_000_000);
    expect(a.got).toBe(text.join(""));
    expect(a.wires[0]?.material).toEqual(b.wires[0]?.material);
  });

  it("cut in the middle: a beginning arrives, and both ends are told once", () => {
    call();
    world.runUntil(30_000);
    send();
    cables.cut("a", "b", "reset");
    world.runUntil(1_000_000);
    expect(text.join("").startsWith(a.got)).toBe(true);
    expect(a.got.length).toBeLessThan(text.join("").length);
    expect([a.ended.length, b.ended.length]).toEqual([1, 1]);
    expect(cables.openSince("a", "b")).toBeUndefined();
  });

  it("cut silently: nobody is told, until an end closes for itself", () => {
    call();
    world.runUntil(30_000);
    cables.cut("a", "b", "silent");
    send();
    world.runUntil(9_000_000);
    expect([a.got, ...a.ended, ...b.ended]).toEqual([""]);
    b.wires[0]?.close();
    world.runUntil(10_000_000);
    expect([a.ended.length, b.ended.length]).toEqual([0, 1]);
  });

  it("stall one way, and bring what waited when that is over", () => {
    call();
    world.runUntil(30_000);
    cables.lay("b", "a", { ...ROAD, isStalled: true });
    send();
    a.wires[0]?.send(Buffer.from("hello"));
    world.runUntil(5_000_000);
    expect([a.got, b.got]).toEqual(["", "hello"]);
    cables.lay("b", "a", ROAD);
    world.runUntil(6_000_000);
    expect(a.got).toBe(text.join(""));
  });

  it("clog: the receiver reads so many bytes a second", () => {
    cables.lay("b", "a", { ...ROAD, bytesPerSecond: 100 });
    call();
    world.runUntil(30_000);
    send();
    world.runUntil(5_030_000);
    expect(a.got.length).toBeGreaterThan(400);
    expect(a.got.length).toBeLessThan(600);
  });

  it("after a close bring what was sent before it", () => {
    call();
    world.runUntil(30_000);
    send();
    b.wires[0]?.close();
    world.runUntil(1_000_000);
    expect(a.got).toBe(text.join(""));
    expect([a.ended.length, b.ended.length]).toEqual([1, 1]);
  });

  it("refuse where they are barred or nobody is there, and hang where they are stalled", () => {
    cables.bar("b", "a");
    call();
    world.runUntil(100_000);
    cables.unbar("a", "b");
    b.isAlive = false;
    call();
    world.runUntil(200_000);
    cables.lay("a", "b", { ...ROAD, isStalled: true });
    call();
    world.runUntil(300_000);
    expect(failed).toEqual(["refused", "refused"]);
    world.runUntil(20_000_000);
    expect(failed).toEqual(["refused", "refused", "timed out"]);
    expect(a.wires).toEqual([]);
  });

  it("of a node that ends tell its peers, and nothing more to itself", () => {
    call();
    world.runUntil(30_000);
    send();
    a.isAlive = false;
    cables.unplug(stationA, "reset");
    world.runUntil(1_000_000);
    expect([a.got, a.ended.length, b.ended.length]).toEqual(["", 0, 1]);
  });
});
