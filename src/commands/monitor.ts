import { type Casefolded, casefold } from "../../events/names.ts";
import { nickOf, prefixOf, userByNick } from "../../projections/users.ts";
import { isNick } from "../protocol/names.ts";
import {
  ERR_MONLISTFULL,
  ERR_NEEDMOREPARAMS,
  type Numeric,
  RPL_ENDOFMONLIST,
  RPL_MONLIST,
  RPL_MONOFFLINE,
  RPL_MONONLINE,
} from "../protocol/numerics.ts";
import { packWords } from "../protocol/pack.ts";
import { answer, command, type Decision, nothing, type Request, refuse } from "./runner/command.ts";
import { type Reply, reply } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

/** MONITOR + | - | C | L | S   IRCv3 monitor. */
export const monitor = command({
  verb: "MONITOR",
  parameters: [1, 2],
  cost: 2,
  syntax: "MONITOR + <nick>{,<nick>} | - <nick>{,<nick>} | C | L | S",
  help:
    "Tells when somebody comes to bear a nick and when nobody does any more: + and - change the list of nicks, " +
    "C empties it, L shows it, S says of each nick whether it is there.",
  decide(view, request) {
    const [modifier = "", nicks] = request.parameters;
    const monitored = request.session.monitored ?? [];
    switch (modifier.toUpperCase()) {
      case "+":
        return nicks === undefined ? refuse(ERR_NEEDMOREPARAMS, "MONITOR") : add(view, request, nicks.split(","));
      case "-":
        return nicks === undefined ? refuse(ERR_NEEDMOREPARAMS, "MONITOR") : remove(monitored, nicks.split(","));
      case "C":
        return { ...nothing, session: { monitored: [] } };
      case "L":
        return answer([...packed(view, request, RPL_MONLIST, monitored), reply(RPL_ENDOFMONLIST)]);
      case "S":
        return answer(presence(view, request, monitored));
      default:
        return nothing;
    }
  },
});

/** What is no nick is passed over; from the first nick on that finds no room, none is taken. */
function add(view: View, request: Request, nicks: readonly string[]): Decision {
  const { nickBytes, monitorEntries } = view.limits;
  const monitored = new Set(request.session.monitored);
  const fresh: string[] = [];
  const excess: string[] = [];
  for (const nick of nicks) {
    const folded = casefold(nick);
    if (!isNick(nick, nickBytes) || monitored.has(folded)) continue;
    if (excess.length > 0 || monitored.size >= monitorEntries) {
      excess.push(nick);
      continue;
    }
    monitored.add(folded);
    fresh.push(nick);
  }
  const full = excess.length > 0 ? [reply(ERR_MONLISTFULL, String(monitorEntries), excess.join(","))] : [];
  const told = [...presence(view, request, fresh), ...full];
  return fresh.length === 0 ? answer(told) : { ...answer(told), session: { monitored: [...monitored] } };
}

function remove(monitored: readonly Casefolded[], nicks: readonly string[]): Decision {
  const unwanted = new Set(nicks.map(casefold));
  return { ...nothing, session: { monitored: monitored.filter((nick) => !unwanted.has(nick)) } };
}

function presence(view: View, request: Request, nicks: readonly string[]): readonly Reply[] {
  const online: string[] = [];
  const offline: string[] = [];
  for (const nick of nicks) {
    const user = userByNick(view.state, nick);
    if (user) online.push(prefixOf(view.state, user));
    else offline.push(nick);
  }
  return [...packed(view, request, RPL_MONONLINE, online), ...packed(view, request, RPL_MONOFFLINE, offline)];
}

/** Targets with commas between, on as many lines as they take. */
function packed(view: View, { actor }: Request, numeric: Numeric, targets: readonly string[]): readonly Reply[] {
  const overhead = `:${view.node.name} ${numeric.code} ${nickOf(view.state, actor)} :`.length;
  return packWords(targets, overhead).map((words) => reply(numeric, words.replaceAll(" ", ",")));
}
