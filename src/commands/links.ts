import { hasPrivilege } from "../../projections/operators.ts";
import { ERR_NOSUCHSERVER, RPL_ENDOFLINKS, RPL_LINKS } from "../protocol/numerics.ts";
import { linkTextOf } from "./replies/peers.ts";
import { isNamed, isThisServer, serversOf } from "./replies/servers.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** LINKS [[<server>] <mask>]   RFC 2812 §3.4.5; Modern IRC, "LINKS message". Each with the one that leads to it. */
export const links = command({
  verb: "LINKS",
  parameters: [0, 2],
  cost: 2,
  syntax: "LINKS [[<server>] <mask>]",
  help: "Lists the servers of the network, each with the server that it is reached through.",
  decide(view, { actor, parameters }) {
    const mask = parameters.at(-1) ?? "*";
    const server = parameters.length === 2 ? parameters[0] : undefined;
    if (!isThisServer(view, server)) return refuse(ERR_NOSUCHSERVER, server ?? "*");
    const found = serversOf(view.state, actor.origin).filter(({ row }) => isNamed(row, mask));
    const rows = found.map(({ row, via, hops }) => {
      const told = hasPrivilege(actor, "links") ? linkTextOf(view, row.node) : "";
      const text = hops === 0 ? view.node.description : row.software + told;
      return reply(RPL_LINKS, row.name, via?.name ?? row.name, `${hops} ${text}`);
    });
    return answer([...rows, reply(RPL_ENDOFLINKS, mask)]);
  },
});
