import { hasPrivilege, type Privilege } from "../../projections/operators.ts";
import {
  ERR_NOPRIVILEGES,
  ERR_NOSUCHSERVER,
  RPL_ENDOFSTATS,
  RPL_STATSCOMMANDS,
  RPL_STATSDEBUG,
  RPL_STATSUPTIME,
} from "../protocol/numerics.ts";
import { banReplies } from "./replies/operators-stats.ts";
import { linkReplies } from "./replies/peers.ts";
import { isThisServer } from "./replies/servers.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { type Reply, reply } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

interface Report {
  readonly help: string;
  /** Only operators with this privilege may ask. */
  readonly privilege?: Privilege;
  readonly rows: (view: View) => readonly Reply[];
}

/** Letter → what it reports. */
const reports: Readonly<Record<string, Report>> = {
  c: { help: "caches", rows: caches },
  d: { help: "D-lines", privilege: "ban", rows: (view) => banReplies(view, "DLINE") },
  k: { help: "K-lines", privilege: "ban", rows: (view) => banReplies(view, "KLINE") },
  l: { help: "links", privilege: "links", rows: linkReplies },
  m: { help: "commands and how often each was sent", rows: uses },
  u: { help: "uptime", rows: uptime },
};

/** STATS <letter> [<server>]   RFC 2812 §3.4.4; Modern IRC, "STATS message". */
export const stats = command({
  verb: "STATS",
  parameters: [1, 2],
  cost: 2,
  syntax: `STATS ${Object.keys(reports).join(" | ")}`,
  help: `Figures of this server: ${Object.entries(reports)
    .map(([letter, { help }]) => `${letter} ${help}`)
    .join(", ")}.`,
  decide(view, { actor, parameters: [letter = "", server] }) {
    if (!isThisServer(view, server)) return refuse(ERR_NOSUCHSERVER, server ?? "*");
    const shown = [...letter][0] ?? "";
    const report = reports[shown];
    if (report?.privilege !== undefined && !hasPrivilege(actor, report.privilege)) return refuse(ERR_NOPRIVILEGES);
    return answer([...(report?.rows(view) ?? []), reply(RPL_ENDOFSTATS, shown)]);
  },
});

function uptime(view: View): readonly Reply[] {
  const seconds = Math.floor((view.now - view.node.startedAt) / 1_000_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${Math.floor(seconds / 3600) % 24}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return [reply(RPL_STATSUPTIME, `Server Up ${Math.floor(seconds / 86400)} days ${clock}`)];
}

function uses(view: View): readonly Reply[] {
  const rows = [...view.uses()].sort(([a], [b]) => (a < b ? -1 : 1));
  return rows.map(([verb, count]) => reply(RPL_STATSCOMMANDS, verb, String(count)));
}

function caches(view: View): readonly Reply[] {
  return view.caches().map((cache) => {
    const { name, size, max, hits, misses, evictions } = cache;
    return reply(
      RPL_STATSDEBUG,
      "c",
      `${name}: ${size} of ${max} entries, ${hits} hits, ${misses} misses, ${evictions} evictions`,
    );
  });
}
