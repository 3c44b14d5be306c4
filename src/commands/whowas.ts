import {
  ERR_NONICKNAMEGIVEN,
  ERR_WASNOSUCHNICK,
  RPL_ENDOFWHOWAS,
  RPL_WHOISSERVER,
  RPL_WHOWASUSER,
} from "../protocol/numerics.ts";
import { nameOfNode } from "./replies/servers.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

const MOST = 20;

/** WHOWAS <nick> [<count>]   RFC 2812 §3.6.3; Modern IRC, "WHOWAS message". */
export const whowas = command({
  verb: "WHOWAS",
  parameters: [0, 3],
  cost: 2,
  syntax: "WHOWAS <nick> [<count>]",
  help: "Tells who bore a nickname before, newest first.",
  decide(view, { parameters: [nick = "", count = ""] }) {
    if (nick === "") return refuse(ERR_NONICKNAMEGIVEN);
    const most = Number(count) > 0 ? Math.min(Number(count), MOST) : MOST;
    const former = view.whowas.of(nick).slice(0, most);
    if (former.length === 0) return answer([reply(ERR_WASNOSUCHNICK, nick), reply(RPL_ENDOFWHOWAS, nick)]);
    const rows = former.flatMap((each) => [
      reply(RPL_WHOWASUSER, each.nick, each.username, each.host, "*", each.realname),
      reply(RPL_WHOISSERVER, each.nick, nameOfNode(view, each.node), new Date(each.endedAt / 1000).toISOString()),
    ]);
    return answer([...rows, reply(RPL_ENDOFWHOWAS, nick)]);
  },
});
