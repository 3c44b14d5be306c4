// The faults that are in force between nodes. Roads follow from all of them together, so that one that ends does not heal
// what another has broken.
import type { Cables } from "./cables.ts";
import type { Fault } from "./fault-plan.ts";
import type { Plan } from "./plan.ts";
import { addressOf } from "./settings.ts";

export class Weather {
  readonly #plan: Plan;
  readonly #cables: Cables;
  readonly #active = new Set<Fault>();

  constructor(plan: Plan, cables: Cables) {
    this.#plan = plan;
    this.#cables = cables;
    this.#settle();
  }

  begin(fault: Fault): void {
    this.#active.add(fault);
    this.#settle();
    for (const [a, b] of this.#pairs()) {
      if (fault.kind === "partition" && isParted(fault.sides, a, b)) this.#cut(a, b, fault.how);
      const link = fault.kind === "cut" ? this.#plan.links[fault.link] : undefined;
      if (fault.kind === "cut" && link?.[0] === a && link[1] === b) this.#cut(a, b, fault.how);
    }
  }

  end(fault: Fault): void {
    if (this.#active.delete(fault)) this.#settle();
  }

  /** All is well again. */
  clear(): void {
    this.#active.clear();
    this.#settle();
  }

  /** A partition is in force. */
  get isParted(): boolean {
    return [...this.#active].some((fault) => fault.kind === "partition" || fault.kind === "one-way");
  }

  #pairs(): readonly (readonly [number, number])[] {
    return this.#plan.links.map(([a, b]) => [a, b] as const);
  }

  #cut(a: number, b: number, how: "reset" | "silent"): void {
    this.#cables.cut(addressOf(a), addressOf(b), how);
  }

  #settle(): void {
    this.#plan.links.forEach(([a, b], link) => {
      const isBarred = [...this.#active].some((fault) => isBarring(fault, link, a, b));
      if (isBarred) this.#cables.bar(addressOf(a), addressOf(b));
      else this.#cables.unbar(addressOf(a), addressOf(b));
      const [delay, jitter] = this.#plan.delays[link] as readonly [number, number];
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        const here = [...this.#active].filter((fault) => "from" in fault && fault.from === from && fault.to === to);
        const extra = here.reduce((sum, fault) => sum + (fault.kind === "delay" ? fault.extra : 0), 0);
        const rates = here.flatMap((fault) => (fault.kind === "clog" ? [fault.rate] : []));
        this.#cables.lay(addressOf(from), addressOf(to), {
          delay: delay + extra,
          jitter,
          isStalled: [...this.#active].some((fault) => isStalling(fault, from, to)),
          bytesPerSecond: rates.length > 0 ? Math.min(...rates) : undefined,
        });
      }
    });
  }
}

const side = (sides: number, node: number) => (sides >> node) & 1;
export const isParted = (sides: number, a: number, b: number) => side(sides, a) !== side(sides, b);

function isBarring(fault: Fault, link: number, a: number, b: number): boolean {
  return (fault.kind === "cut" && fault.link === link) || (fault.kind === "partition" && isParted(fault.sides, a, b));
}

function isStalling(fault: Fault, from: number, to: number): boolean {
  if (fault.kind === "stall") return fault.from === from && fault.to === to;
  return fault.kind === "one-way" && side(fault.sides, from) === 1 && side(fault.sides, to) === 0;
}
