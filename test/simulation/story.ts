// A failing run as a story: the network, who did what, what each node admitted and what each client was told last.
import type { Machine } from "./machine.ts";
import type { Person } from "./person.ts";
import { type Plan, SECOND } from "./plan.ts";
import type { Run } from "./run.ts";
import type { Violation } from "./violation.ts";
import { EPOCH_MICROS } from "./world-ports.ts";

const MOST_EVENTS = 40;
const MOST_LINES = 14;

export function storyOf(run: Run, violation: Violation): string {
  const { plan, deeds, machines, people } = run;
  return [
    `SEED ${plan.seed} · ${violation.message}`,
    `at ${seconds(run.world.now)} s`,
    "",
    networkOf(plan),
    "",
    "what happened:",
    ...deeds.map((deed) => `  ${deed}`),
    ...machines.flatMap(eventsOf),
    ...people.filter((person) => person.transcript.length > 0).flatMap(linesOf),
  ].join("\n");
}

const seconds = (micros: number) => (micros / SECOND).toFixed(4);

function networkOf({ nodes, links, delays, graceMs, offsets }: Plan): string {
  const lines = links.map(([a, b, calls], at) => {
    const [least, jitter] = delays[at] as readonly [number, number];
    return `  n${a} ${calls === "both" ? "<->" : "->"} n${b}  ${least / 1000} ms + ${jitter / 1000}`;
  });
  const clocks = offsets.map((offset, node) => `n${node} ${seconds(offset)}`).join(", ");
  return [`${nodes} nodes, grace ${graceMs} ms, clocks off by ${clocks} s; links:`, ...lines].join("\n");
}

function eventsOf(machine: Machine): readonly string[] {
  const { log } = machine.disk;
  const last = log.lastPosition();
  const entries = log.read(Math.max(0, last - MOST_EVENTS), MOST_EVENTS);
  const shown = entries.flatMap(({ origin, seq, header, body }) => {
    if (origin === null) return [];
    const { at, type, actor } = JSON.parse(header) as { at: number; type: string; actor?: string };
    return [`  ${seconds(at - EPOCH_MICROS).padStart(9)} ${origin}-${seq} ${type} ${actor ?? ""} ${body ?? ""}`];
  });
  return ["", `n${machine.number}${machine.isUp ? "" : " (down)"} admitted, of ${last} entries the last:`, ...shown];
}

function linesOf({ ident, picture, seat, transcript }: Person): readonly string[] {
  const where = seat === undefined ? "gone" : `at n${seat.machine}`;
  const noise = /^(?::\S+ (?:00\d|2[56]\d|422|CAP) |:\S+ NOTICE \S+ :(?:This network|Of private)|> CAP )/;
  const lines = transcript.filter((line) => !noise.test(line)).slice(-MOST_LINES);
  return ["", `${ident} (${picture.nick}) ${where}, the last lines:`, ...lines.map((line) => `  ${line}`)];
}
