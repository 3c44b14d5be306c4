import { ERR_NOSUCHSERVER, RPL_ENDOFINFO, RPL_INFO } from "../protocol/numerics.ts";
import { isThisServer } from "./replies/servers.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** INFO [<server>]   RFC 2812 §3.4.10; Modern IRC, "INFO message". */
export const info = command({
  verb: "INFO",
  parameters: [0, 1],
  cost: 2,
  syntax: "INFO [<server>]",
  help: "Tells about the program and since when it has been running.",
  decide(view, { parameters: [server] }) {
    if (!isThisServer(view, server)) return refuse(ERR_NOSUCHSERVER, server ?? "*");
    const { software, name, description, startedAt } = view.node;
    const lines = [
      `${software}: an IRC node that keeps a record.`,
      "What happens here is an immutable event, and what you see is computed from the events.",
      `${name}: ${description}`,
      `Started ${new Date(startedAt / 1000).toISOString()}`,
    ];
    return answer([...lines.map((line) => reply(RPL_INFO, line)), reply(RPL_ENDOFINFO)]);
  },
});
