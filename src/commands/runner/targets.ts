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
  if (each.mates !== undefined && parameters[each.mates]?.includes(","))
    return splitPairs(each, each.mates, parameters);
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

/** Two lists side by side (RFC 2812 §3.2.8): of different lengths they make one request with an empty target. */
function splitPairs(each: Each, mates: number, parameters: readonly string[]): Split {
  const targets = (parameters[each.parameter] ?? "").split(",");
  const beside = (parameters[mates] ?? "").split(",");
  const requestOf = (mate: string, target: string) => {
    const request = [...parameters];
    request[mates] = mate;
    request[each.parameter] = target;
    return request;
  };
  if (targets.length !== beside.length) return { requests: [requestOf("", "")], excess: [] };
  const most = each.most ?? targets.length;
  const pairs = new Map(targets.map((target, at) => [`${beside[at]} ${target}`, [beside[at] ?? "", target] as const]));
  const chosen = [...pairs.values()];
  return {
    requests: chosen.slice(0, most).map(([mate, target]) => requestOf(mate, target)),
    excess: chosen.slice(most).map(([, target]) => target),
  };
}

function setKey(request: string[], at: number, key: string | undefined): void {
  if (key) request[at] = key;
  else request.length = Math.min(request.length, at);
}
