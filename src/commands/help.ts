import { channelModes, userModes } from "../protocol/modes.ts";
import { ERR_HELPNOTFOUND, RPL_ENDOFHELP, RPL_HELPSTART, RPL_HELPTXT } from "../protocol/numerics.ts";
import { packWords } from "../protocol/pack.ts";
import { answer, command, type Decision, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

const OVERHEAD_BYTES = 200;

interface Topic {
  readonly title: string;
  readonly lines: readonly string[];
}

const rows = (modes: readonly { readonly letter: string; readonly help: string }[]) =>
  modes.map(({ letter, help }) => `+${letter}  ${help}`);

/** Subjects beside the commands. */
const tables: Readonly<Record<string, Topic>> = {
  CMODES: { title: "Modes of channels", lines: rows(channelModes) },
  UMODES: { title: "Modes of users", lines: rows(userModes) },
};

/** HELP [<subject>]   Modern IRC, "HELP message". Read from the commands' own declarations and the table of modes. */
export const help = command({
  verb: "HELP",
  parameters: [0, 1],
  cost: 2,
  syntax: `HELP [<command> | ${Object.keys(tables).join(" | ")}]`,
  help: "Explains a command or the modes of channels and users, or lists the commands.",
  decide(view, { parameters: [subject] }) {
    if (subject === undefined) return explain("*", overview(view));
    const name = subject.toUpperCase();
    const topic = view.help.get(name);
    if (topic) return explain(name, { title: topic.syntax, lines: packWords(topic.help.split(" "), OVERHEAD_BYTES) });
    const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
    return table ? explain(name, table) : refuse(ERR_HELPNOTFOUND, subject);
  },
});

function overview(view: View): Topic {
  return {
    title: `Commands; HELP <command> explains one, ${Object.keys(tables).join(" and ")} are the modes`,
    lines: packWords([...view.help.keys()].sort(), OVERHEAD_BYTES),
  };
}

function explain(subject: string, { title, lines }: Topic): Decision {
  return answer([
    reply(RPL_HELPSTART, subject, title),
    ...lines.map((line) => reply(RPL_HELPTXT, subject, line)),
    reply(RPL_ENDOFHELP, subject, "End of HELP"),
  ]);
}
