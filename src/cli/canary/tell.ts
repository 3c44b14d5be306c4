// What two builds made of one log, for people and as JSON.
import type { Comparison, DifferingRow } from "../../audit/canary/compare.ts";
import type { Step } from "../../audit/canary/fold.ts";
import { Complaint } from "../errors.ts";

/** How the two are called, and where the other one is. */
export interface Names {
  readonly here: string;
  readonly there: string;
  readonly path: string;
}

type Stopped = Comparison & { readonly kind: "stopped" };
type Compared = Exclude<Comparison, Stopped>;

/** That one of the two could not go on is no answer. */
export function stopped({ who, events, stopped: { text } }: Stopped, { here, there, path }: Names): Complaint {
  const build = who === "here" ? `this build (${here})` : `the build in ${path} (${there})`;
  return new Complaint("FOLD_STOPPED", `${build} cannot go on after ${events} events that both fold alike: ${text}`);
}

export function textOf(compared: Compared, { here, there, path }: Names): string {
  if (compared.kind === "same") {
    const { events, position } = compared;
    const builds = `this build (${here}) and the one in ${path} (${there})`;
    return `same: ${builds} have the same rows after each of ${events} events, up to position ${position}\n`;
  }
  const names = [`here, ${here}`, `there, ${there}`] as const;
  const width = Math.max(...names.map(({ length }) => length));
  const line = (name: string, text: string) => `    ${name.padEnd(width)}  ${text}`;
  if (compared.kind === "order") {
    const [ours, theirs] = [compared.here, compared.there].map((step) => (step ? nameOf(step) : "nothing more"));
    const head = "differs: the two do not take the same event next";
    return [head, line(names[0], ours as string), line(names[1], theirs as string), ""].join("\n");
  }
  const rowOf = ({ table, key, before, here: ours, there: theirs }: DifferingRow) => [
    `  ${table} ${key}`,
    line("before", before ?? NO_ROW),
    line(names[0], ours ?? NO_ROW),
    line(names[1], theirs ?? NO_ROW),
  ];
  return [`differs: ${nameOf(compared.step)}`, ...compared.rows.flatMap(rowOf), ""].join("\n");
}

const NO_ROW = "no row";
const nameOf = ({ position, event, type }: Step) => `position ${position}, event ${event}, ${type}`;

export function jsonOf(compared: Compared, { here, there }: Names): object {
  const builds = { here, there };
  if (compared.kind === "same") {
    return { ok: true, ...builds, events: compared.events, position: compared.position };
  }
  if (compared.kind === "order") {
    return { ok: false, ...builds, order: { here: placeOf(compared.here), there: placeOf(compared.there) } };
  }
  const rows = compared.rows.map((row) => {
    const { table, key } = row;
    return { table, key, before: read(row.before), here: read(row.here), there: read(row.there) };
  });
  return { ok: false, ...builds, ...placeOf(compared.step), rows };
}

const placeOf = (step: Step | undefined) =>
  step === undefined ? null : { position: step.position, event: step.event, type: step.type };

const read = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
