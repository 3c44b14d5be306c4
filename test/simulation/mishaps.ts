// Carries out the faults of a plan: those of the roads by the weather, those of the machines here.
import type { Entry } from "../../src/record/log.ts";
import type { Cables } from "./cables.ts";
import type { Dice } from "./dice.ts";
import type { Fault } from "./fault-plan.ts";
import type { Machine } from "./machine.ts";
import type { Messages } from "./messages.ts";
import type { Tally } from "./tally.ts";
import { Violation } from "./violation.ts";
import type { Weather } from "./weather.ts";
import type { World } from "./world.ts";

const DECADE_MICROS = 10 * 365 * 86_400 * 1_000_000;
const MOST_LOST = 6;
const AGAIN_MICROS = 1_000_000;

interface Around {
  readonly world: World;
  readonly dice: Dice;
  readonly machines: readonly Machine[];
  readonly cables: Cables;
  readonly weather: Weather;
  readonly tally: Tally;
  readonly messages: Messages;
}

export class Mishaps {
  readonly #around: Around;
  #isPeace = false;

  constructor(around: Around) {
    this.#around = around;
  }

  befall(fault: Fault): void {
    this.#around.tally.met(`fault: ${"how" in fault ? `${fault.kind} (${fault.how})` : fault.kind}`);
    switch (fault.kind) {
      case "crash":
        return this.#crash(this.#machine(fault.node), fault);
      case "backup":
        return this.#backup(this.#machine(fault.node), fault);
      case "commit":
        return this.#machine(fault.node).disk.fail(...Array.from({ length: fault.count }, () => fault.how));
      case "clock":
        return this.#machine(fault.node).clock.jump(fault.micros);
      case "slew":
        return this.#slew(this.#machine(fault.node), fault);
      case "decade":
        return this.#decade(this.#machine(fault.node), fault.micros);
      default:
        return this.#storm(fault);
    }
  }

  /** From now on nothing goes wrong, and what did is healed. */
  makePeace(): void {
    const { machines, weather } = this.#around;
    this.#isPeace = true;
    weather.clear();
    for (const machine of machines) {
      machine.disk.heal();
      machine.clock.slew(0);
      if (!machine.start()) throw new Violation("R3", `n${machine.number} does not start on a sound disk`);
    }
  }

  #slew({ clock }: Machine, { share, micros }: Fault & { readonly kind: "slew" }): void {
    clock.slew(share);
    this.#later(micros, () => clock.slew(0));
  }

  #machine(node: number): Machine {
    return this.#around.machines[node] as Machine;
  }

  #storm(fault: Fault & { readonly micros: number }): void {
    const { world, weather, tally } = this.#around;
    weather.begin(fault);
    if (fault.kind === "one-way") tally.met("a one-way partition");
    world.after(fault.micros, () => {
      if (!this.#isPeace) weather.end(fault);
    });
  }

  #later(micros: number, task: () => void): void {
    this.#around.world.after(micros, () => {
      if (!this.#isPeace) task();
    });
  }

  /** A node that cannot write its opening is started again, as its operator would. */
  #start(machine: Machine): void {
    if (!machine.start()) this.#later(AGAIN_MICROS, () => this.#start(machine));
  }

  #crash(machine: Machine, { how, micros }: Fault & { readonly kind: "crash" }): void {
    if (!machine.isUp || machine.isAstray) return;
    if (how === "stop") machine.stop();
    else machine.crash(how === "kill" ? "reset" : "silent");
    if (how === "power") this.#lost(machine, machine.disk.losePower(this.#around.dice.between(1, MOST_LOST)));
    this.#later(micros, () => this.#start(machine));
  }

  /** What peers had of it counts: the node must get it back from them and never use those numbers again. */
  #lost(machine: Machine, entries: readonly Entry[]): void {
    const { machines, tally } = this.#around;
    if (entries.length === 0) return;
    tally.met("a torn tail");
    this.#around.messages.lost(machine.number);
    machine.hasLost = true;
    const isKept = entries.some(({ origin, seq }) => {
      if (origin === null || seq === null) return false;
      return machines.some((each) => each !== machine && each.disk.log.positionOf(origin, seq) !== undefined);
    });
    if (isKept) tally.met("a restart with the last commits lost that a peer had");
  }

  #backup(machine: Machine, { commits, micros }: Fault & { readonly kind: "backup" }): void {
    const { disk } = machine;
    if (!machine.isUp || machine.isAstray) return;
    machine.crash("reset");
    const gone = disk.restore(Math.max(1, disk.height - commits));
    this.#around.messages.lost(machine.number);
    machine.hasLost = true;
    this.#around.tally.met("events gone with a restored backup", gone.length);
    this.#later(micros, () => this.#start(machine));
  }

  /** What was recorded with the wrong clock lies ten years ahead: its operator goes back to the log of before. */
  #decade(machine: Machine, micros: number): void {
    if (!machine.isUp || machine.isAstray) return;
    machine.crash("reset");
    machine.isAstray = true;
    const { height } = machine.disk;
    machine.clock.jump(DECADE_MICROS);
    this.#start(machine);
    this.#around.world.after(micros, () => {
      machine.crash("reset");
      machine.clock.jump(-DECADE_MICROS);
      machine.disk.restore(height);
      machine.hasLost = true;
      machine.isAstray = false;
      if (!machine.start()) this.#start(machine);
    });
  }
}
