import { nickOf, userByNick } from "../../projections/users.ts";
import { ERR_NOSUCHNICK } from "../protocol/numerics.ts";
import { accept, answer, command, refuse } from "./runner/command.ts";
import { fail, notice } from "./runner/reply.ts";

/** What may stand for a host: it is a word of lines and a part of masks. */
const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9._/:-]*[A-Za-z0-9])?$/;
const USERNAME = /^~?[A-Za-z0-9._-]+$/;

/** CHGHOST <nick> [<user>@]<host>   the command to IRCv3 chghost, as some networks have it. */
export const chghost = command({
  verb: "CHGHOST",
  parameters: [2, 2],
  cost: 2,
  privilege: "chghost",
  syntax: "CHGHOST <nick> [<user>@]<host>",
  help: "Changes the host, and the username, that a user is shown with; for operators.",
  decide({ state, limits }, { actor, parameters: [nick = "", wanted = ""] }) {
    const target = userByNick(state, nick);
    if (!target) return refuse(ERR_NOSUCHNICK, nick);
    const at = wanted.indexOf("@");
    const username = at < 0 ? target.username : wanted.slice(0, at);
    const host = wanted.slice(at + 1);
    const isFit = HOST.test(host) && host.length <= limits.hostBytes;
    if (!isFit) return answer([fail("CHGHOST", "INVALID_HOST", `Not a host of up to ${limits.hostBytes} letters`)]);
    if (!USERNAME.test(username) || username.length > limits.userBytes)
      return answer([fail("CHGHOST", "INVALID_USERNAME", `Not a username of up to ${limits.userBytes} letters`)]);
    const told = notice(nickOf(state, actor), `${nickOf(state, target)} is now shown as ${username}@${host}`);
    if (target.username === username && target.host === host) return answer([told]);
    return accept({ type: "CHGHOST", actor: actor.id, body: { target: target.id, username, host } }, [told]);
  },
});
