import { ERR_NORECIPIENT, ERR_NOTEXTTOSEND } from "../protocol/numerics.ts";
import { decideMessage, sentTags } from "./replies/message.ts";
import { command, refuse } from "./runner/command.ts";

/** PRIVMSG <targets> :<text>   RFC 2812 §3.3.1; Modern IRC, "PRIVMSG message". */
export const privmsg = command({
  verb: "PRIVMSG",
  parameters: [0, 2],
  cost: 1,
  isSpeech: true,
  syntax: "PRIVMSG <target>{,<target>} :<text>",
  help: "Sends a message to channels or users.",
  each: { parameter: 0, most: 4 },
  decide(view, { actor, session, tags, parameters: [target = "", text = ""] }) {
    if (target === "") return refuse(ERR_NORECIPIENT);
    if (text === "") return refuse(ERR_NOTEXTTOSEND);
    return decideMessage(view, { type: "PRIVMSG", text, tags: sentTags(session, tags) }, actor, target);
  },
});
