// The message of the day, as MOTD gives it and as it closes the registration: made once.
import { ERR_NOMOTD, RPL_ENDOFMOTD, RPL_MOTD, RPL_MOTDSTART } from "../../protocol/numerics.ts";
import { fixedReply, type Reply } from "../runner/reply.ts";

export function motdReplies(server: string, lines: readonly string[]): readonly Reply[] {
  if (lines.length === 0) return [fixedReply(ERR_NOMOTD)];
  return [
    fixedReply(RPL_MOTDSTART, `- ${server} Message of the day - `),
    ...lines.map((line) => fixedReply(RPL_MOTD, `- ${line}`)),
    fixedReply(RPL_ENDOFMOTD),
  ];
}
