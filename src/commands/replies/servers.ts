// The servers of the network as this one sees them: those that it can reach, as a tree of shortest ways from itself.
import { casefold, type Origin } from "../../../events/names.ts";
import { pathsFrom } from "../../../projections/links.ts";
import type { OriginRow, State, UserRow } from "../../../projections/state.ts";
import { matches } from "../../protocol/masks.ts";
import type { View } from "../runner/view.ts";

export interface Server {
  readonly row: OriginRow;
  /** Its neighbour on the way here; undefined for this server. */
  readonly via: OriginRow | undefined;
  readonly hops: number;
}

/** Those that can be reached, this one first and the nearer before the further. */
export function serversOf(state: State, own: Origin): readonly Server[] {
  const servers: Server[] = [];
  for (const [origin, { via, hops }] of pathsFrom(state, own)) {
    const row = state.origins.get(origin);
    if (row) servers.push({ row, via: via && state.origins.get(via), hops });
  }
  return servers;
}

/**
 * The server that a command is meant for: by name, by a mask of names, or by node id. None stands for this one; where
 * several match, the nearest is taken. Undefined where there is no such server in reach.
 */
export function serverNamed(state: State, own: Origin, wanted: string | undefined): Server | undefined {
  const servers = serversOf(state, own);
  if (wanted === undefined) return servers[0];
  return servers.find(({ row }) => isNamed(row, wanted));
}

/** Whether a server of the network, in reach or not, is called so. */
export function isServerName({ origins }: State, name: string): boolean {
  const folded = casefold(name);
  for (const row of origins.values()) if (!row.isClosed && casefold(row.name) === folded) return true;
  return false;
}

/** By name, mask or node id. */
export function isNamed({ name, node }: OriginRow, wanted: string): boolean {
  const folded = casefold(wanted);
  return matches(folded, casefold(name)) || folded === casefold(node);
}

/** Whether a command is meant for this server, which alone can answer most of them. */
export function isThisServer(view: View, server: string | undefined): boolean {
  return server === undefined || matches(casefold(server), casefold(view.node.name));
}

/** What the user's server is called. */
export function serverOf(view: View, user: UserRow): string {
  return view.state.origins.get(user.origin)?.name ?? view.node.name;
}

/** What a node was called last: of its epochs the latest says so. */
export function nameOfNode({ state, node: own }: View, node: OriginRow["node"]): string {
  let latest: OriginRow | undefined;
  for (const row of state.origins.values()) {
    if (row.node === node && (latest === undefined || row.openedAt > latest.openedAt)) latest = row;
  }
  return latest?.name ?? own.name;
}
