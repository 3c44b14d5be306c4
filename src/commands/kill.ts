import { userByNick } from "../../projections/users.ts";
import { ERR_CANTKILLSERVER, ERR_NOSUCHNICK } from "../protocol/numerics.ts";
import { cut } from "../protocol/text.ts";
import { isServerName } from "./replies/servers.ts";
import { accept, command, refuse } from "./runner/command.ts";

/** KILL <nick> :<reason>   RFC 2812 §3.7.1; Modern IRC, "KILL message". */
export const kill = command({
  verb: "KILL",
  parameters: [2, 2],
  cost: 2,
  privilege: "kill",
  syntax: "KILL <nick> :<reason>",
  help: "Ends a user's connection; for operators.",
  decide({ state, limits }, { actor, parameters: [nick = "", reason = ""] }) {
    const target = userByNick(state, nick);
    if (!target && isServerName(state, nick)) return refuse(ERR_CANTKILLSERVER);
    if (!target) return refuse(ERR_NOSUCHNICK, nick);
    const text = cut(reason || "No reason given", limits.kickBytes);
    return accept({ type: "KILL", actor: actor.id, body: { target: target.id, reason: text } });
  },
});
