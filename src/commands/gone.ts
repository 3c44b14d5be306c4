import { casefold, type NodeId } from "../../events/names.ts";
import type { OriginRow, State, UserRow } from "../../projections/state.ts";
import { nickOf } from "../../projections/users.ts";
import { ERR_NOSUCHSERVER } from "../protocol/numerics.ts";
import { serversOf } from "./replies/servers.ts";
import { accept, answer, command, type Decision, refuse } from "./runner/command.ts";
import { fail, notice } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

const MOST = 14;

/**
 * GONE <node>{ <node>}   In no RFC. Nodes that will not come back are given up, all of them at once: their users end
 * here and everywhere, and what they made after the last event known is history only.
 */
export const gone = command({
  verb: "GONE",
  parameters: [1, MOST],
  cost: 4,
  privilege: "links",
  syntax: "GONE <node>{ <node>}",
  help:
    "Gives up nodes that will not come back, by server name or node id, and ends their users; for operators. " +
    "Name all that are lost in one command.",
  decide(view, { actor, parameters }) {
    const rows = new Map<OriginRow["origin"], OriginRow>();
    for (const wanted of parameters) {
      const found = openOrigins(view.state, wanted);
      if (typeof found === "string") return found === "unknown" ? refuse(ERR_NOSUCHSERVER, wanted) : ambiguous(wanted);
      for (const row of found) rows.set(row.origin, row);
    }
    const near = inReach(view.state, actor, [...rows.values()]);
    if (near) return no("NODE_IN_REACH", `${near.name} is linked: a node that can be reached is not gone`, near.name);
    return giveUp(view, actor, [...rows.values()]);
  },
});

/** A node id names one node. A server name may be that of several, and then says too little. */
function openOrigins({ origins }: State, wanted: string): readonly OriginRow[] | "unknown" | "ambiguous" {
  const folded = casefold(wanted);
  const open = [...origins.values()].filter(({ isClosed }) => !isClosed);
  const byId = open.filter(({ node }) => casefold(node) === folded);
  if (byId.length > 0) return byId;
  const byName = open.filter(({ name }) => casefold(name) === folded);
  if (byName.length === 0) return "unknown";
  return new Set<NodeId>(byName.map(({ node }) => node)).size > 1 ? "ambiguous" : byName;
}

function inReach(state: State, actor: UserRow, rows: readonly OriginRow[]): OriginRow | undefined {
  const reached = new Set(serversOf(state, actor.origin).map(({ row }) => row.origin));
  return rows.find(({ origin }) => reached.has(origin));
}

function giveUp(view: View, actor: UserRow, rows: readonly OriginRow[]): Decision {
  const sorted = [...rows].sort((a, b) => (a.origin < b.origin ? -1 : 1));
  const origins = sorted.map(({ origin }) => `${origin}:${view.lastSequence(origin)}`).join(" ");
  const names = sorted.map(({ name, node }) => `${name} (${node})`).join(", ");
  const told = notice(nickOf(view.state, actor), `Given up: ${names}`);
  return accept({ type: "GONE", actor: actor.id, body: { origins } }, [told]);
}

const ambiguous = (name: string) => no("NODE_AMBIGUOUS", `Several nodes are called ${name}: give the node id`, name);
const no = (code: string, text: string, name: string): Decision => answer([fail("GONE", code, text, name)]);
