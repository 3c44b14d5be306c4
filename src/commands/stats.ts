import { RPL_ENDOFSTATS, RPL_STATSDEBUG, RPL_STATSUPTIME } from "../protocol/numerics.ts";
import { answer, command } from "./runner/command.ts";
import { type Reply, reply } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

/** STATS <letter>   RFC 2812 §3.4.4: u uptime, c caches. */
export const stats = command({
  verb: "STATS",
  parameters: [1, 2],
  cost: 2,
  syntax: "STATS u | c",
  help: "Figures of this server: u uptime, c caches.",
  decide(view, { parameters: [letter = ""] }) {
    const shown = [...letter][0] ?? "";
    const rows = shown === "u" ? uptime(view) : shown === "c" ? caches(view) : [];
    return answer([...rows, reply(RPL_ENDOFSTATS, shown)]);
  },
});

function uptime(view: View): readonly Reply[] {
  const seconds = Math.floor((view.now - view.node.startedAt) / 1_000_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${Math.floor(seconds / 3600) % 24}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return [reply(RPL_STATSUPTIME, `Server Up ${Math.floor(seconds / 86400)} days ${clock}`)];
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
