import { shownUsername } from "../protocol/names.ts";
import { ERR_ALREADYREGISTERED, ERR_NEEDMOREPARAMS } from "../protocol/numerics.ts";
import { cut } from "../protocol/text.ts";
import { earlyCommand, nothing, refuse } from "./runner/command.ts";

/** USER <username> 0 * <realname>   RFC 2812 §3.1.3; Modern IRC, "USER message". */
export const user = earlyCommand({
  verb: "USER",
  parameters: [4, 4],
  cost: 1,
  syntax: "USER <username> 0 * :<realname>",
  help: "Names you at the beginning of a connection.",
  decide(view, { session, parameters: [username = "", , , realname = ""] }) {
    if (session.phase !== "registering") return refuse(ERR_ALREADYREGISTERED);
    if (username === "" || realname === "") return refuse(ERR_NEEDMOREPARAMS, "USER");
    const { userBytes, realnameBytes } = view.limits;
    return {
      ...nothing,
      session: { username: shownUsername(username, userBytes), realname: cut(realname, realnameBytes) },
    };
  },
});
