import { answer, earlyCommand } from "./runner/command.ts";

/** PING <token>   Modern IRC, "PING message". */
export const ping = earlyCommand({
  verb: "PING",
  parameters: [1, 2],
  cost: 1,
  syntax: "PING <token>",
  help: "Asks for a PONG: all that you sent before it has then taken effect and been written to everybody here.",
  decide(view, { parameters: [token = ""] }) {
    return { ...answer([{ verb: "PONG", parameters: [view.node.name, token] }]), isBarrier: true };
  },
});
