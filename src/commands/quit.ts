import { cut } from "../protocol/text.ts";
import { earlyCommand, nothing } from "./runner/command.ts";

/** QUIT [:<reason>]   RFC 2812 §3.1.7; Modern IRC, "QUIT message". "Quit: " tells a user's words from the server's. */
export const quit = earlyCommand({
  verb: "QUIT",
  parameters: [0, 1],
  cost: 0,
  syntax: "QUIT [:<reason>]",
  help: "Ends your connection.",
  decide(view, { actor, parameters: [text] }) {
    const reason = text ? `Quit: ${cut(text, view.limits.quitBytes)}` : "Client Quit";
    if (actor === undefined) return { ...nothing, close: reason };
    return { ...nothing, events: [{ type: "QUIT", actor: actor.id, body: { reason } }], close: reason };
  },
});
