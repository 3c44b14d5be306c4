// Splits a command with a list of targets into one request per target.
import type { Each } from "./command.ts";

export interface Split {
  /** The parameters once per target. */
  readonly requests: readonly (readonly string[])[];
  /** Targets beyond the limit. */
  readonly excess: readonly string[];
}

/** Empty targets and exact repetitions are passed over; a lone target is the normal case. */
export function splitTargets(each: Each, parameters: readonly string[]): Split {
  const list = parameters[each.parameter];
  if (!list) return { requests: [parameters], excess: [] };
  const isLone = !list.includes(",") && (each.keys === undefined || parameters[each.keys] === undefined);
  if (isLone) return { requests: [parameters], excess: [] };
  const keys = each.keys === undefined ? [] : (parameters[each.keys] ?? "").split(",");
  const seen = new Set<string>();
  const requests: string[][] = [];
  const excess: string[] = [];
  list.split(",").forEach((target, at) => {
    if (target === "" || seen.has(target)) return;
    seen.add(target);
    if (each.most !== undefined && seen.size > each.most) {
      excess.push(target);
      return;
    }
    const request = [...parameters];
    request[each.parameter] = target;
    if (each.keys !== undefined) setKey(request, each.keys, keys[at]);
    requests.push(request);
  });
  return { requests, excess };
}

function setKey(request: string[], at: number, key: string | undefined): void {
  if (key) request[at] = key;
  else request.length = Math.min(request.length, at);
}
