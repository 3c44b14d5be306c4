import { earlyCommand, nothing } from "./runner/command.ts";

/** PONG <token>   Modern IRC, "PONG message". That a line came is all that matters. */
export const pong = earlyCommand({
  verb: "PONG",
  parameters: [0, 2],
  cost: 0,
  syntax: "PONG <token>",
  help: "Answers a PING of the server.",
  decide: () => nothing,
});
