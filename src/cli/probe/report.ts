// What a probe found, as text for people.
import type { Found, Outcome } from "../../probe/probe.ts";
import { errors } from "../errors.ts";

export function asText(outcome: Outcome, url: string, seed: number): string {
  const { software, runs, lines, tookMs, violations, unsteady, trouble } = outcome;
  const tested = `${runs} sessions, ${lines} lines, ${(tookMs / 1000).toFixed(1)} s, seed ${seed}`;
  const count = violations.length === 1 ? "1 kind of violation" : `${violations.length} kinds of violations`;
  const verdict = violations.length === 0 ? "no violation found" : count;
  const end = [
    `${software === "" ? url : `${url} (${software})`}: ${verdict} in ${tested}`,
    ...unsteady.map(
      (each) => `PROBE_UNSTEADY: ${each.rule} was seen once and not again. ${errors.PROBE_UNSTEADY.remedy}`,
    ),
    ...(trouble ? [`${trouble.code}: ${trouble.text}. ${errors[trouble.code].remedy}`] : []),
  ];
  const findings = [...violations, ...unsteady].map((each) => finding(each, url));
  return `${[...findings, ...end].join("\n")}\n`;
}

function finding({ rule, about, says, clauses, seen, seed, path, transcript }: Found, url: string): string {
  return [
    `${rule}${about === "" ? "" : ` (${about})`}: ${says}`,
    `    by ${clauses.join("; ")}`,
    ...(seen === "" ? [] : [`    seen: ${seen}`]),
    ...transcript.map((line) => `      ${line}`),
    `    again: hansard probe ${url} --seed ${seed} --path ${path}`,
    "",
  ].join("\n");
}
