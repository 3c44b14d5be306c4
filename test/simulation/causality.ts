// C2: no node admits an event before one that its origin had admitted. The origins' own logs say what these were.
import type { Machine } from "./machine.ts";
import { nodeId } from "./settings.ts";
import { Violation } from "./violation.ts";

type Vector = ReadonlyMap<string, number>;

/** Throws Violation. */
export function inCausalOrder(machines: readonly Machine[]): void {
  const known = new Map<string, Vector>();
  for (const machine of machines) if (!machine.hasLost) noteKnown(machine, known);
  for (const machine of machines) walk(machine, (event, have) => assertOrder(machine, event, have, known));
}

/** What a machine had when it made its own events. After a loss it has them from others, and the order is theirs. */
function noteKnown(machine: Machine, known: Map<string, Vector>): void {
  walk(machine, (event, have) => {
    if (event.startsWith(nodeId(machine.number))) known.set(event, new Map(have));
  });
}

function assertOrder(machine: Machine, event: string, have: Vector, known: ReadonlyMap<string, Vector>): void {
  for (const [origin, seq] of known.get(event) ?? []) {
    const here = have.get(origin) ?? 0;
    if (here >= seq) continue;
    throw new Violation("C2", `n${machine.number} admitted ${event} with ${origin}-${here}, and its origin had ${seq}`);
  }
}

/** In the order of a log: each event, and what was had before it. */
function walk(machine: Machine, visit: (event: string, have: Vector) => void): void {
  const { log } = machine.disk;
  const have = new Map<string, number>();
  for (const { origin, seq } of log.read(0, log.lastPosition())) {
    if (origin === null || seq === null) continue;
    visit(`${origin}-${seq}`, have);
    have.set(origin, seq);
  }
}
