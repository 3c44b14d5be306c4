// Replies: what goes back to the asker, as values until the runner writes them.
import { FREE, type Numeric } from "../../protocol/numerics.ts";
import { toLine } from "../../protocol/text.ts";

export type Reply =
  | {
      readonly numeric: Numeric;
      readonly parameters: readonly string[];
      /** What follows the target, where it was written once for all askers. */
      readonly rest?: string;
    }
  /** A whole line from the server, such as PONG or NOTICE; `$nick` is not replaced: write what is sent. */
  | { readonly verb: string; readonly parameters: readonly string[] };

export function reply(numeric: Numeric, ...parameters: readonly string[]): Reply {
  return { numeric, parameters };
}

/** A reply that is the same for every asker: its text is made once. */
export function fixedReply(numeric: Numeric, ...parameters: readonly string[]): Reply {
  return { numeric, parameters, rest: restOf(numeric, parameters) };
}

export function notice(target: string, text: string): Reply {
  return { verb: "NOTICE", parameters: [target, text] };
}

/** `target`: the asker's nick, "*" before there is one. */
export function replyLine(server: string, target: string, answer: Reply): string {
  if ("verb" in answer) {
    const head = answer.parameters
      .slice(0, -1)
      .map((each) => `${each} `)
      .join("");
    return toLine(`:${server} ${answer.verb} ${head}:${answer.parameters.at(-1) ?? ""}`);
  }
  const rest = answer.rest ?? restOf(answer.numeric, answer.parameters);
  return toLine(`:${server} ${answer.numeric.code} ${target}${rest}`);
}

function restOf({ text }: Numeric, parameters: readonly string[]): string {
  const wordCount = text === FREE ? parameters.length - 1 : parameters.length;
  let rest = "";
  for (let at = 0; at < wordCount; at++) rest += asWord(parameters[at] as string);
  if (text === undefined) return rest;
  return `${rest} :${text === FREE ? (parameters.at(-1) ?? "") : text}`;
}

const UNWORDLY = /^:|\s/;
const EACH_UNWORDLY = /^:|\s/g;

/** What a client sent may stand in the middle of a reply, where it must stay one word. */
function asWord(text: string): string {
  if (text === "") return " *";
  return ` ${UNWORDLY.test(text) ? text.replace(EACH_UNWORDLY, "_") : text}`;
}
