import {
  ERR_NOADMININFO,
  ERR_NOSUCHSERVER,
  RPL_ADMINEMAIL,
  RPL_ADMINLOC1,
  RPL_ADMINLOC2,
  RPL_ADMINME,
} from "../protocol/numerics.ts";
import { isThisServer } from "./replies/servers.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** ADMIN [<server>]   RFC 2812 §3.4.9; Modern IRC, "ADMIN message". What is not configured is not told. */
export const admin = command({
  verb: "ADMIN",
  parameters: [0, 1],
  cost: 2,
  syntax: "ADMIN [<server>]",
  help: "Says who runs this server and how to reach them.",
  decide(view, { parameters: [server] }) {
    if (!isThisServer(view, server)) return refuse(ERR_NOSUCHSERVER, server ?? "*");
    const { name, admin } = view.node;
    const { location, organisation, email } = admin;
    const rows = [
      ...(location === undefined ? [] : [reply(RPL_ADMINLOC1, location)]),
      ...(organisation === undefined ? [] : [reply(RPL_ADMINLOC2, organisation)]),
      ...(email === undefined ? [] : [reply(RPL_ADMINEMAIL, email)]),
    ];
    return rows.length === 0 ? refuse(ERR_NOADMININFO, name) : answer([reply(RPL_ADMINME, name), ...rows]);
  },
});
