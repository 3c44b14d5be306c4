import { ERR_NEEDMOREPARAMS } from "../protocol/numerics.ts";
import { accept, command, refuse } from "./runner/command.ts";

/** WALLOPS :<text>   RFC 2812 §4.7; Modern IRC, "WALLOPS message". */
export const wallops = command({
  verb: "WALLOPS",
  parameters: [1, 1],
  cost: 2,
  privilege: "wallops",
  syntax: "WALLOPS :<text>",
  help: "Writes to all who have user mode w; for operators.",
  decide(_view, { actor, parameters: [text = ""] }) {
    if (text === "") return refuse(ERR_NEEDMOREPARAMS, "WALLOPS");
    return accept({ type: "WALLOPS", actor: actor.id, body: { text } });
  },
});
