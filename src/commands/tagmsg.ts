import { decideMessage, sentTags } from "./replies/message.ts";
import { command, nothing } from "./runner/command.ts";

/** TAGMSG <targets>   IRCv3 message-tags: tags without a message, told to those who negotiated message-tags. */
export const tagmsg = command({
  verb: "TAGMSG",
  parameters: [1, 1],
  cost: 1,
  syntax: "@+<tag>[=<value>] TAGMSG <target>{,<target>}",
  help: "Sends client-only tags without a message, such as that one is typing.",
  each: { parameter: 0, most: 4 },
  decide(view, { actor, session, tags, parameters: [target = ""] }) {
    const sent = sentTags(session, tags);
    return sent === "" ? nothing : decideMessage(view, { type: "TAGMSG", text: "", tags: sent }, actor, target);
  },
});
