// What processes take of the machine over time: sampled, kept as a curve, drawn as a small chart of text.
import type { NodeProcess } from "./node-process.ts";

const MIB = 1024 * 1024;
const BARS = " ▁▂▃▄▅▆▇█";

export interface Sample {
  /** Seconds since sampling began. */
  readonly at: number;
  readonly rssMib: number;
  /** Of all threads, since the sample before: 1 is one core. */
  readonly cores: number;
  readonly openFiles: number;
}

export class Resources {
  readonly curves: ReadonlyMap<string, Sample[]>;
  readonly #nodes: readonly NodeProcess[];
  readonly #from = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #before = new Map<string, { readonly at: number; readonly cpu: number }>();

  constructor(nodes: readonly NodeProcess[], everyMs = 1000) {
    this.#nodes = nodes;
    this.curves = new Map(nodes.map(({ id }) => [id, []]));
    this.#timer = setInterval(() => this.sample(), everyMs);
    this.sample();
  }

  sample(): void {
    const now = performance.now();
    for (const node of this.#nodes) {
      const cpu = node.cpu().all;
      const before = this.#before.get(node.id);
      this.#before.set(node.id, { at: now, cpu });
      const cores = before === undefined ? 0 : (cpu - before.cpu) / 1000 / Math.max(1, now - before.at);
      this.curves.get(node.id)?.push({
        at: round((now - this.#from) / 1000),
        rssMib: round(node.rssBytes() / MIB),
        cores: round(Math.max(0, cores)),
        openFiles: node.openFiles(),
      });
    }
  }

  /** The greatest since so many seconds after sampling began. */
  mostMib(id: string, since = 0): number {
    const curve = this.curves.get(id) ?? [];
    return Math.max(0, ...curve.filter(({ at }) => at >= since).map(({ rssMib }) => rssMib));
  }

  /** Seconds since sampling began. */
  get now(): number {
    return (performance.now() - this.#from) / 1000;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  json(): Record<string, readonly Sample[]> {
    return Object.fromEntries(this.curves);
  }
}

/** One line: each column is the greatest of its share of the values; least and greatest stand beside it. */
export function chart(values: readonly number[], columns = 60): string {
  if (values.length === 0) return "";
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const width = Math.min(columns, values.length);
  const bars = Array.from({ length: width }, (_, column) => {
    const [from, to] = [column, column + 1].map((each) => Math.floor((each * values.length) / width));
    const top = Math.max(...values.slice(from, to));
    const share = most === least ? 0 : (top - least) / (most - least);
    return BARS[1 + Math.round(share * (BARS.length - 2))];
  });
  return `${bars.join("")}  ${least.toFixed(0)} to ${most.toFixed(0)}`;
}

/** Rows of equal cells, as text. The first row is the head. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => String(row[at] ?? "").length)));
  const lines = rows.map((row) =>
    row.map((cell, at) => (at === 0 ? String(cell).padEnd(widths[at] ?? 0) : String(cell).padStart(widths[at] ?? 0))),
  );
  return lines.map((cells) => cells.join("  ").trimEnd()).join("\n");
}

/** The value below which so much of them lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const round = (value: number) => Math.round(value * 100) / 100;
