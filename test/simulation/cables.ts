// The virtual network between nodes: connections that can be cut, stalled one way, clogged or refused. It stands in for
// TLS over TCP, so bytes of a connection arrive in order and once, until it ends.
import type { AcceptWire, Transport, Wire, WireReceiver } from "../../src/link/ports.ts";
import type { Dice } from "./dice.ts";
import { Lane, type Road } from "./lane.ts";
import type { World } from "./world.ts";

/** One life of a node, as the network knows it. */
export interface Station {
  readonly address: string;
  readonly isAlive: boolean;
  /** Undefined while it does not listen. */
  readonly accept: AcceptWire | undefined;
  /** Called after each thing that the network has made it do. */
  lived(): void;
}

/** reset: both ends are told. silent: nobody is. */
export type Cut = "reset" | "silent";

interface End {
  readonly station: Station;
  receiver: WireReceiver | undefined;
  isClosed: boolean;
}

interface Connection {
  readonly ends: readonly [End, End];
  /** From the end of the same place to the other. */
  readonly lanes: readonly [Lane, Lane];
  /** Since when both ends have it; undefined before. */
  since: number | undefined;
}

const EVENTS_KIND = 4;
const TIMEOUT_MICROS = 8_000_000;
const NOTICE_MICROS = 200;

export class Cables {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #stations = new Map<string, Station>();
  readonly #roads = new Map<string, Road>();
  /** Pairs between which nothing can be opened. */
  readonly #barred = new Set<string>();
  #connections: Connection[] = [];
  #count = 0;
  /** What was met: links lost in the middle of a batch. */
  cutBatches = 0;
  /** The most bytes that were ever on one lane. */
  mostWaiting = 0;
  /** When something was last lost without a word, or a road stood still. */
  #silentAt = 0;
  /** Called when a connection has come or gone, or a road is another. */
  onChange: () => void = () => undefined;

  constructor(world: World, dice: Dice) {
    this.#world = world;
    this.#dice = dice;
  }

  /** A node is there; in place of an earlier one of that address. */
  plug(station: Station): void {
    this.#stations.set(station.address, station);
  }

  transportOf(station: Station): Transport {
    return {
      connect: (address, accept, failed) => {
        const answer = (task: () => void) => () => {
          if (!station.isAlive) return;
          task();
          station.lived();
        };
        const road = this.road(station.address, address);
        const back = this.road(address, station.address);
        const isHanging = road.isStalled || back.isStalled;
        if (isHanging)
          return void this.#world.after(
            TIMEOUT_MICROS,
            answer(() => failed("timed out")),
          );
        this.#world.after(road.delay, () =>
          this.#arrived(
            station,
            address,
            accept,
            answer(() => failed("refused")),
          ),
        );
      },
    };
  }

  /** In one direction. */
  road(from: string, to: string): Road {
    const name = `${from}>${to}`;
    let road = this.#roads.get(name);
    if (road === undefined) {
      road = { delay: 1000, jitter: 0, isStalled: false, bytesPerSecond: undefined, changedAt: 0 };
      this.#roads.set(name, road);
    }
    return road;
  }

  /** The road is like this from now on. */
  lay(from: string, to: string, wanted: Omit<Road, "changedAt">): void {
    const road = this.road(from, to);
    const { delay, jitter, isStalled, bytesPerSecond } = wanted;
    const was = [road.delay, road.jitter, road.isStalled, road.bytesPerSecond];
    if ([delay, jitter, isStalled, bytesPerSecond].every((each, at) => each === was[at])) return;
    if (isStalled || road.isStalled) this.#silentAt = this.#world.now;
    Object.assign(road, wanted, { changedAt: this.#world.now });
    for (const { lanes } of this.#connections) for (const lane of lanes) if (lane.road === road) lane.pump();
    this.onChange();
  }

  isBarred(a: string, b: string): boolean {
    return this.#barred.has(pair(a, b));
  }

  /** Nothing can be opened between them until `unbar`. */
  bar(a: string, b: string): void {
    this.#barred.add(pair(a, b));
  }

  unbar(a: string, b: string): void {
    this.#barred.delete(pair(a, b));
  }

  /** Ends what is open between two nodes; gives how many connections that were. */
  cut(a: string, b: string, how: Cut): number {
    const cut = this.#connections.filter(({ ends }) => isBetween(ends, a, b));
    for (const connection of cut) this.#cut(connection, how);
    return cut.length;
  }

  /** Of two nodes: since when a connection is open that goes both ways. */
  openSince(a: string, b: string): number | undefined {
    if (this.road(a, b).isStalled || this.road(b, a).isStalled) return undefined;
    let since: number | undefined;
    for (const connection of this.#connections) {
      if (!isBetween(connection.ends, a, b) || connection.ends.some((end) => end.isClosed)) continue;
      if (connection.since !== undefined) since = Math.min(since ?? connection.since, connection.since);
    }
    return since;
  }

  /** Whether what one node sends arrives at the other, be it that no answer comes back. */
  carries(from: string, to: string): boolean {
    if (this.road(from, to).isStalled) return false;
    return this.#connections.some(
      ({ ends, since }) => since !== undefined && isBetween(ends, from, to) && !ends.some((end) => end.isClosed),
    );
  }

  /** Whether since then whatever was lost was lost with a word, so that both ends knew at once. */
  isPlainSince(time: number): boolean {
    return this.#silentAt < time && ![...this.#roads.values()].some((road) => road.isStalled);
  }

  /** Since when all is well between two nodes: the connection is open, and its roads are as they were. */
  steadySince(a: string, b: string): number | undefined {
    const since = this.openSince(a, b);
    return since && Math.max(since, this.road(a, b).changedAt, this.road(b, a).changedAt);
  }

  /** The node is gone: reset: what it sent still arrives, then its peers are told. silent: nothing arrives any more. */
  unplug(station: Station, how: Cut): void {
    for (const connection of this.#connections.filter(({ ends }) => ends.some((end) => end.station === station))) {
      const at = connection.ends[0].station === station ? 0 : 1;
      connection.ends[at].isClosed = true;
      this.onChange();
      if (how === "silent") this.#cut(connection, how);
      else connection.lanes[at].finish();
    }
  }

  #arrived(station: Station, address: string, accept: AcceptWire, failed: () => void): void {
    const callee = this.#stations.get(address);
    const isOpen = callee?.isAlive === true && callee.accept !== undefined && station.isAlive;
    if (!isOpen || this.isBarred(station.address, address)) {
      this.#world.after(this.road(address, station.address).delay, failed);
      return;
    }
    this.#open(station, callee, accept, failed);
  }

  #open(caller: Station, callee: Station, accept: AcceptWire, failed: () => void): void {
    const number = ++this.#count;
    const dice = this.#dice.fork(`connection ${number}`);
    const material = dice.bytes(32);
    const ends: [End, End] = [
      { station: caller, receiver: undefined, isClosed: false },
      { station: callee, receiver: undefined, isClosed: false },
    ];
    const back = this.road(callee.address, caller.address).delay;
    const from = this.#world.now + back;
    const lane = (at: 0 | 1): Lane => {
      const other = ends[1 - at] as End;
      const road = this.road(ends[at].station.address, other.station.address);
      return new Lane(
        { world: this.#world, dice, road, from },
        (bytes) => this.#deliver(other, bytes),
        () => this.#close(connection, other, "Connection closed"),
      );
    };
    const connection: Connection = { ends, lanes: [lane(0), lane(1)], since: undefined };
    this.#connections.push(connection);
    const wire = (at: 0 | 1): Wire => ({
      material,
      remote: `${(ends[1 - at] as End).station.address}#${number}`,
      send: (bytes) => {
        if (ends[at].isClosed) return;
        connection.lanes[at].send(bytes);
        this.mostWaiting = Math.max(this.mostWaiting, connection.lanes[at].most);
      },
      close: () => {
        connection.lanes[at].finish();
        this.#world.after(NOTICE_MICROS, () => this.#close(connection, ends[at], "Connection closed"));
      },
    });
    // Asked for first, so that it is there before what the other end sends.
    this.#world.after(back, () => {
      if (ends[0].isClosed) return void failed();
      if (!caller.isAlive) return;
      connection.since = this.#world.now;
      this.onChange();
      ends[0].receiver = accept(wire(0));
      caller.lived();
    });
    ends[1].receiver = (callee.accept as AcceptWire)(wire(1));
    callee.lived();
  }

  #deliver(end: End, bytes: Buffer): void {
    if (end.isClosed || !end.station.isAlive || end.receiver === undefined) return;
    // A copy: a receiver may keep it, and pieces of one frame share their memory.
    end.receiver.data(Buffer.from(bytes));
    end.station.lived();
  }

  #cut(connection: Connection, how: Cut): void {
    const isMiddle = connection.lanes.map((lane) => lane.drop(EVENTS_KIND)).includes(true);
    if (isMiddle) this.cutBatches++;
    this.#forget(connection);
    this.onChange();
    if (how === "silent") this.#silentAt = this.#world.now;
    if (how === "silent") return;
    for (const end of connection.ends) {
      this.#world.after(this.#dice.below(5 * NOTICE_MICROS), () => this.#close(connection, end, "Connection reset"));
    }
  }

  #close(connection: Connection, end: End, reason: string): void {
    if (end.isClosed) return;
    end.isClosed = true;
    this.onChange();
    if (connection.ends.every((each) => each.isClosed)) this.#forget(connection);
    if (!end.station.isAlive || end.receiver === undefined) return;
    end.receiver.closed(reason);
    end.station.lived();
  }

  #forget(connection: Connection): void {
    this.#connections = this.#connections.filter((each) => each !== connection);
  }
}

const pair = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`);
const isBetween = (ends: readonly [End, End], a: string, b: string) =>
  pair(ends[0].station.address, ends[1].station.address) === pair(a, b);
