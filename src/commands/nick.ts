import { userByNick } from "../../projections/users.ts";
import { isNick } from "../protocol/names.ts";
import { ERR_ERRONEUSNICKNAME, ERR_NICKNAMEINUSE, ERR_NONICKNAMEGIVEN } from "../protocol/numerics.ts";
import { accept, earlyCommand, nothing, refuse } from "./runner/command.ts";

/** NICK <nickname>   RFC 2812 §3.1.2; Modern IRC, "NICK message". */
export const nick = earlyCommand({
  verb: "NICK",
  parameters: [0, 1],
  cost: 2,
  syntax: "NICK <nickname>",
  help: "Chooses or changes your nickname.",
  decide(view, { actor, parameters: [wanted = ""] }) {
    if (wanted === "") return refuse(ERR_NONICKNAMEGIVEN);
    if (!isNick(wanted, view.limits.nickBytes)) return refuse(ERR_ERRONEUSNICKNAME, wanted);
    const bearer = userByNick(view.state, wanted);
    if (bearer !== undefined && bearer.id !== actor?.id) return refuse(ERR_NICKNAMEINUSE, wanted);
    if (actor === undefined) return { ...nothing, session: { nick: wanted } };
    if (actor.nick === wanted) return nothing;
    return accept({ type: "NICK", actor: actor.id, body: { nick: wanted } });
  },
});
