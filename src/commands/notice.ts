import { decideMessage, sentTags } from "./replies/message.ts";
import { command, nothing } from "./runner/command.ts";

/** NOTICE <targets> :<text>   RFC 2812 §3.3.2: never answered, or two programs might answer each other for ever. */
export const notice = command({
  verb: "NOTICE",
  parameters: [0, 2],
  cost: 1,
  isSpeech: true,
  syntax: "NOTICE <target>{,<target>} :<text>",
  help: "Sends a notice to channels or users; nothing ever answers it.",
  each: { parameter: 0, most: 4, isSilent: true },
  decide(view, { actor, session, tags, parameters: [target = "", text = ""] }) {
    if (target === "" || text === "") return nothing;
    return {
      ...decideMessage(view, { type: "NOTICE", text, tags: sentTags(session, tags) }, actor, target),
      replies: [],
    };
  },
});
