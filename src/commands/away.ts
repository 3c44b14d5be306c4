import { RPL_NOWAWAY, RPL_UNAWAY } from "../protocol/numerics.ts";
import { cut } from "../protocol/text.ts";
import { accept, answer, command } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** AWAY [:<text>]   RFC 2812 §4.1; Modern IRC, "AWAY message". */
export const away = command({
  verb: "AWAY",
  parameters: [0, 1],
  cost: 2,
  syntax: "AWAY [:<text>]",
  help: "Marks you as away, with the text that those who write to you are told; without a text you are back.",
  decide({ limits }, { actor, parameters: [wanted = ""] }) {
    const text = cut(wanted, limits.awayBytes);
    const told = [reply(text === "" ? RPL_UNAWAY : RPL_NOWAWAY)];
    if (text === (actor.away ?? "")) return answer(told);
    return accept({ type: "AWAY", actor: actor.id, body: text === "" ? {} : { text } }, told);
  },
});
