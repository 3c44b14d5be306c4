import { RPL_MAP, RPL_MAPEND } from "../protocol/numerics.ts";
import { answer, command } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** MAP   Not in an RFC; as on most networks. The servers with their users. */
export const map = command({
  verb: "MAP",
  parameters: [0, 0],
  cost: 2,
  syntax: "MAP",
  help: "Shows the servers of the network with their users.",
  decide({ state, node }) {
    return answer([reply(RPL_MAP, `${node.name} (${node.id}) ${state.users.size} users`), reply(RPL_MAPEND)]);
  },
});
