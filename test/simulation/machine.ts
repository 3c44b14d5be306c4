// One machine of the simulated network: a disk and a clock that outlive its nodes, and one life of a real node after the
// other. Clients and links are the world's; what a node keeps in memory ends with its life.

import type { LinkLimits } from "../../src/link/limits.ts";
import type { AcceptWire } from "../../src/link/ports.ts";
import { Node, type Trouble } from "../../src/node.ts";
import { LogError } from "../../src/record/log.ts";
import { ClockBehindLog } from "../../src/record/start.ts";
import { VirtualEdge } from "../support/virtual-edge.ts";
import { commands } from "../support/virtual-node.ts";
import type { Cables, Cut, Station } from "./cables.ts";
import { cheapIdentity, isCheaplySigned } from "./cheap-identity.ts";
import { Clock } from "./clock.ts";
import type { Dice } from "./dice.ts";
import { Disk } from "./disk.ts";
import type { Person } from "./person.ts";
import type { Plan } from "./plan.ts";
import { addressOf, configurationOf, linkLimitsOf } from "./settings.ts";
import { KeptBytes } from "./snapshots.ts";
import type { Tally } from "./tally.ts";
import { Violation } from "./violation.ts";
import type { World } from "./world.ts";
import { WorldPorts } from "./world-ports.ts";

export interface Surroundings {
  readonly plan: Plan;
  readonly world: World;
  readonly dice: Dice;
  readonly cables: Cables;
  readonly tally: Tally;
  /** What was committed was let go, and its clients have read it. */
  readonly told: (machine: Machine) => void;
  /** For the story. */
  readonly note: (what: string) => void;
  /** Something does not hold; the run ends after this step. */
  readonly fail: (violation: Violation) => void;
}

interface Life {
  readonly node: Node;
  readonly edge: VirtualEdge;
  readonly ports: WorldPorts;
  readonly station: Station;
  isAlive: boolean;
}

export class Machine {
  readonly number: number;
  readonly disk = new Disk();
  readonly snapshots = new KeptBytes(() => this.disk.log);
  readonly clock: Clock;
  readonly #around: Surroundings;
  /** By connection. */
  readonly #people = new Map<number, Person>();
  /** What the links of its nodes may have on their way at once. */
  readonly windowBytes: number;
  /** Some of what it had committed is gone with the power, or with a restored backup. */
  hasLost = false;
  /** Its clock is years off: it is on its own until that is put right. */
  isAstray = false;
  #life: Life | undefined;
  readonly #limits: Partial<LinkLimits>;
  #lives = 0;

  constructor(number: number, around: Surroundings) {
    this.number = number;
    this.#around = around;
    this.#limits = linkLimitsOf(around.dice.fork("limits"));
    this.windowBytes = (this.#limits.windowBytes ?? 0) + (this.#limits.chunkBytes ?? 0);
    this.clock = new Clock(around.world, around.plan.offsets[number] ?? 0);
  }

  get node(): Node | undefined {
    return this.#life?.node;
  }

  get isUp(): boolean {
    return this.#life !== undefined;
  }

  get people(): Iterable<Person> {
    return this.#people.values();
  }

  /** A new life on what the disk has. Gives false where the node refuses to start. */
  start(): boolean {
    if (this.#life !== undefined) return true;
    const { plan, world, dice, cables } = this.#around;
    const life = ++this.#lives;
    const own = dice.fork(`machine ${this.number} life ${life}`);
    const ports = new WorldPorts(world, own, this.clock, () => this.lived());
    let accept: AcceptWire | undefined;
    const station: Station & { isAlive: boolean } = {
      address: addressOf(this.number),
      isAlive: true,
      get accept() {
        return accept;
      },
      lived: () => this.lived(),
    };
    let edge: VirtualEdge | undefined;
    let node: Node;
    try {
      node = new Node({
        configuration: configurationOf(plan, this.number),
        ports,
        log: this.disk.mount(),
        snapshots: this.snapshots,
        registry: commands,
        software: "hansard-simulated",
        edge: (taken) => {
          edge = new VirtualEdge(taken);
          return edge;
        },
        isUnlimited: true,
        verifyPassword: async (hash, password) => hash === password,
        onTrouble: (trouble) => this.#trouble(trouble),
        identity: cheapIdentity(this.number),
        links: {
          transport: cables.transportOf(station),
          isSigned: isCheaplySigned,
          limits: this.#limits,
        },
      });
    } catch (error) {
      ports.die();
      station.isAlive = false;
      if (error instanceof ClockBehindLog || error instanceof LogError) return false;
      throw error;
    }
    accept = node.links?.accept;
    this.#life = { node, edge: edge as VirtualEdge, ports, station, isAlive: true };
    cables.plug(station);
    this.lived();
    return true;
  }

  /** The process ends, as far as others can tell. */
  crash(how: Cut): void {
    const life = this.#life;
    if (life === undefined) return;
    this.count(this.#around.tally);
    this.#life = undefined;
    life.isAlive = false;
    life.ports.die();
    (life.station as { isAlive: boolean }).isAlive = false;
    this.#around.cables.unplug(life.station, how);
    for (const person of this.#people.values()) person.leave();
    this.#people.clear();
  }

  /** Of the life that is, before it ends: what its links dropped. */
  count(tally: Tally): void {
    const links = this.#life?.node.links?.figures() ?? [];
    tally.met("a fold from an own snapshot", this.snapshots.used);
    this.snapshots.used = 0;
    tally.met(
      "a duplicate dropped",
      links.reduce((sum, link) => sum + link.duplicates, 0),
    );
  }

  /** In good order: the node says that it goes, then the process ends. */
  stop(): void {
    void this.#life?.node.stop("stopped");
    this.lived();
    this.crash("reset");
  }

  /** Somebody connects. */
  seat(person: Person): void {
    const life = this.#life;
    if (life === undefined) return;
    const address = `10.${this.number}.0.${person.number + 1}`;
    const id = life.edge.open(address, 40_000);
    this.#people.set(id, person);
    person.arrive({ machine: this.number, feed: (text) => life.edge.feed(id, Buffer.from(text)) });
    this.lived();
  }

  /** Somebody's client is gone without a word. */
  unseat(person: Person): void {
    for (const [id, each] of this.#people) if (each === person) this.#life?.edge.lose(id, "Connection reset by peer");
    this.lived();
  }

  /** After anything that the node did: ends of connections are seen, and what was written is read. */
  lived(): void {
    const life = this.#life;
    if (life === undefined) return;
    for (let isBusy = true; isBusy; ) isBusy = this.#read(life.edge) || life.edge.settleEnds();
    this.#around.told(this);
  }

  #read(edge: VirtualEdge): boolean {
    if (edge.writes.length === 0) return this.#farewells(edge);
    const ids = new Set(edge.writes.map((write) => write.id));
    edge.clearWrites();
    for (const id of ids) {
      const person = this.#people.get(id);
      const text = edge.take(id);
      if (text === "" || person === undefined) continue;
      if (!text.endsWith("\r\n")) throw new Violation("N12", `a line without an end: ${JSON.stringify(text)}`);
      for (const line of text.slice(0, -2).split("\r\n")) person.hear(line, this.#around.world.now);
    }
    this.#farewells(edge);
    return true;
  }

  #farewells(edge: VirtualEdge): boolean {
    let isAny = false;
    for (const [id, person] of this.#people) {
      if (edge.isOpen(id)) continue;
      this.#people.delete(id);
      person.leave();
      isAny = true;
    }
    return isAny;
  }

  #trouble(trouble: Trouble): void {
    const { fail, note } = this.#around;
    if (trouble.kind === "link") note(`n${this.number} link ${JSON.stringify(trouble.notice)}`);
    if (trouble.kind === "defect") fail(new Violation("*", `${trouble.verb} threw ${stackOf(trouble.error)}`));
    if (trouble.kind !== "rolled-back" || trouble.rolledBack.code === "RECORD_UNAVAILABLE") return;
    fail(new Violation("*", `a turn was rolled back: ${stackOf(trouble.rolledBack.error)}`));
  }
}

const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
