import { ERR_HELPNOTFOUND, RPL_ENDOFHELP, RPL_HELPSTART, RPL_HELPTXT } from "../protocol/numerics.ts";
import { packWords } from "../protocol/pack.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

const OVERHEAD_BYTES = 200;

/** HELP [<subject>]   Modern IRC, "HELP message". Read from the commands' own declarations. */
export const help = command({
  verb: "HELP",
  parameters: [0, 1],
  cost: 2,
  syntax: "HELP [<command>]",
  help: "Explains a command, or lists them all.",
  decide(view, { parameters: [subject] }) {
    if (subject === undefined) {
      const verbs = packWords([...view.help.keys()].sort(), OVERHEAD_BYTES);
      return answer([
        reply(RPL_HELPSTART, "*", "Commands; HELP <command> explains one"),
        ...verbs.map((line) => reply(RPL_HELPTXT, "*", line)),
        reply(RPL_ENDOFHELP, "*", "End of HELP"),
      ]);
    }
    const verb = subject.toUpperCase();
    const topic = view.help.get(verb);
    if (!topic) return refuse(ERR_HELPNOTFOUND, subject);
    return answer([
      reply(RPL_HELPSTART, verb, topic.syntax),
      reply(RPL_HELPTXT, verb, topic.help),
      reply(RPL_ENDOFHELP, verb, "End of HELP"),
    ]);
  },
});
