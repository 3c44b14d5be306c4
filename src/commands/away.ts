import { has, PRE_AWAY } from "../protocol/capabilities.ts";
import { ERR_NOTREGISTERED, RPL_NOWAWAY, RPL_UNAWAY } from "../protocol/numerics.ts";
import { cut } from "../protocol/text.ts";
import { accept, answer, earlyCommand, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** AWAY [:<text>]   RFC 2812 §4.1; Modern IRC, "AWAY message"; before registration IRCv3 pre-away. */
export const away = earlyCommand({
  verb: "AWAY",
  parameters: [0, 1],
  cost: 2,
  syntax: "AWAY [:<text>]",
  help: "Marks you as away, with the text that those who write to you are told; without a text you are back.",
  decide({ limits }, { actor, session, parameters: [wanted = ""] }) {
    if (actor === undefined && !has(session.capabilities, PRE_AWAY)) return refuse(ERR_NOTREGISTERED);
    const text = cut(wanted, limits.awayBytes);
    const told = [reply(text === "" ? RPL_UNAWAY : RPL_NOWAWAY)];
    if (actor === undefined) return { ...answer(told), session: { away: text } };
    if (text === (actor.away ?? "")) return answer(told);
    return accept({ type: "AWAY", actor: actor.id, body: text === "" ? {} : { text } }, told);
  },
});
