import { nickOf } from "../../projections/users.ts";
import { ERR_INVALIDCAPCMD } from "../protocol/numerics.ts";
import { answer, earlyCommand, nothing, refuse } from "./runner/command.ts";
import type { Reply } from "./runner/reply.ts";

/** CAP <subcommand> [:<capabilities>]   IRCv3 capability negotiation, version 302. None is offered yet. */
export const cap = earlyCommand({
  verb: "CAP",
  parameters: [1, 2],
  cost: 1,
  syntax: "CAP LS [302] | LIST | REQ :<capabilities> | END",
  help: "Negotiates IRCv3 capabilities.",
  decide(view, { session, actor, parameters: [subcommand = "", names = ""] }) {
    const target = actor ? nickOf(view.state, actor) : session.nick || "*";
    const cap = (...parameters: string[]): Reply => ({ verb: "CAP", parameters: [target, ...parameters] });
    const isNegotiating = session.phase === "registering";
    switch (subcommand.toUpperCase()) {
      case "LS":
        return { ...answer([cap("LS", "")]), session: { isNegotiating } };
      case "LIST":
        return answer([cap("LIST", "")]);
      case "REQ":
        return { ...answer([cap(names.trim() === "" ? "ACK" : "NAK", names)]), session: { isNegotiating } };
      case "END":
        return { ...nothing, session: { isNegotiating: false } };
      default:
        return refuse(ERR_INVALIDCAPCMD, subcommand);
    }
  },
});
