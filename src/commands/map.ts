import type { NodeId, Origin } from "../../events/names.ts";
import { hasPrivilege } from "../../projections/operators.ts";
import type { State } from "../../projections/state.ts";
import { RPL_MAP, RPL_MAPEND } from "../protocol/numerics.ts";
import { linkTextOf } from "./replies/peers.ts";
import { type Server, serversOf } from "./replies/servers.ts";
import { answer, command } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** MAP   Not in an RFC; as on most networks. The servers in reach as a tree from here, with their users. */
export const map = command({
  verb: "MAP",
  parameters: [0, 0],
  cost: 4,
  syntax: "MAP",
  help: "Shows the servers of the network as a tree, with their users; to operators also how each link does.",
  decide(view, { actor }) {
    const { state } = view;
    const told = (node: NodeId) => (hasPrivilege(actor, "links") ? linkTextOf(view, node) : "");
    const counts = usersByOrigin(state);
    const name = ({ row }: Server) => `${row.name} (${row.node}) ${counts.get(row.origin) ?? 0} users${told(row.node)}`;
    const lines = treeOf(serversOf(state, actor.origin), name);
    return answer([...lines.map((line) => reply(RPL_MAP, line)), reply(RPL_MAPEND)]);
  },
});

function usersByOrigin({ users }: State): ReadonlyMap<Origin, number> {
  const counts = new Map<Origin, number>();
  for (const { origin } of users.values()) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  return counts;
}

/** A line for each server, below the one that it is reached through. */
function treeOf(servers: readonly Server[], name: (server: Server) => string): readonly string[] {
  const lines: string[] = [];
  const draw = (server: Server, lead: string, margin: string) => {
    lines.push(lead + name(server));
    const below = servers.filter(({ via }) => via?.origin === server.row.origin);
    below.forEach((each, at) => {
      const isLast = at === below.length - 1;
      draw(each, `${margin}${isLast ? "`" : "|"}- `, `${margin}${isLast ? "   " : "|  "}`);
    });
  };
  const [root] = servers;
  if (root) draw(root, "", "");
  return lines;
}
