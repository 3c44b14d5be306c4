import { RPL_REHASHING } from "../protocol/numerics.ts";
import { answer, command } from "./runner/command.ts";
import { fail, type Reply, reply } from "./runner/reply.ts";
import type { Reload } from "./runner/view.ts";

/** Mistakes that are told; the log has all of them. */
const MOST_TOLD = 10;

/** REHASH   RFC 2812 §4.2. All or nothing: with a mistake in the file, what was in force stays in force. */
export const rehash = command({
  verb: "REHASH",
  parameters: [0, 0],
  cost: 8,
  privilege: "rehash",
  syntax: "REHASH",
  help: "Reads the configuration again; for operators.",
  prepare: (view) => view.reload(),
  decide(_view, { prepared }) {
    const { source, problems, restart } = prepared as Reload;
    const told: Reply[] = [reply(RPL_REHASHING, source)];
    for (const problem of problems.slice(0, MOST_TOLD)) told.push(fail("REHASH", "CONFIG_INVALID", problem));
    if (problems.length > 0) return answer([...told, fail("REHASH", "NOTHING_CHANGED", "The configuration stays")]);
    const waits = restart.map((key): Reply => note("NEEDS_RESTART", `${key} changes when the node is started again`));
    return answer([...told, ...waits, note("DONE", "The configuration was read and is in force")]);
  },
});

const note = (code: string, text: string): Reply => ({ standard: "NOTE", about: "REHASH", code, context: [], text });
