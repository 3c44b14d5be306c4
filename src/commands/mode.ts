import { looksLikeChannel } from "../protocol/names.ts";
import { decideChannelMode } from "./modes/channel.ts";
import { decideUserMode } from "./modes/user.ts";
import { command } from "./runner/command.ts";

/** MODE <target> [<modes> [<values>]]   RFC 2812 §3.1.5, §3.2.3; Modern IRC, "MODE message". */
export const mode = command({
  verb: "MODE",
  parameters: [1, 64],
  cost: 2,
  syntax: "MODE <channel> [<modes> [<values>]] | MODE <nick> [<modes>]",
  help: "Shows or changes the modes of a channel or of yourself.",
  decide(view, request) {
    const [target = "", ...rest] = request.parameters;
    return looksLikeChannel(target)
      ? decideChannelMode(view, request.actor, target, rest)
      : decideUserMode(view, request.actor, target, rest);
  },
});
