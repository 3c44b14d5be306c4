// The message of the day, as MOTD gives it and as it closes the registration.
import { ERR_NOMOTD, RPL_ENDOFMOTD, RPL_MOTD, RPL_MOTDSTART } from "../../protocol/numerics.ts";
import { type Reply, reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";

export function motdReplies(view: View): readonly Reply[] {
  if (view.node.motd.length === 0) return [reply(ERR_NOMOTD)];
  return [
    reply(RPL_MOTDSTART, `- ${view.node.name} Message of the day - `),
    ...view.node.motd.map((line) => reply(RPL_MOTD, `- ${line}`)),
    reply(RPL_ENDOFMOTD),
  ];
}
