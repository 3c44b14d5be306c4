import { casefold } from "../../events/names.ts";
import { matches } from "../protocol/masks.ts";
import { ERR_NOSUCHSERVER, RPL_ENDOFLINKS, RPL_LINKS } from "../protocol/numerics.ts";
import { isThisServer } from "./replies/server.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** LINKS [[<server>] <mask>]   RFC 2812 §3.4.5; Modern IRC, "LINKS message". */
export const links = command({
  verb: "LINKS",
  parameters: [0, 2],
  cost: 2,
  syntax: "LINKS [[<server>] <mask>]",
  help: "Lists the servers of the network.",
  decide(view, { parameters }) {
    const mask = parameters.at(-1) ?? "*";
    const server = parameters.length === 2 ? parameters[0] : undefined;
    if (!isThisServer(view, server)) return refuse(ERR_NOSUCHSERVER, server ?? "*");
    const { name, description } = view.node;
    const rows = matches(casefold(mask), casefold(name)) ? [reply(RPL_LINKS, name, name, `0 ${description}`)] : [];
    return answer([...rows, reply(RPL_ENDOFLINKS, mask)]);
  },
});
