// Replies: what goes back to the asker, as values until the runner writes them.
import { FREE, type Numeric } from "../../protocol/numerics.ts";
import { toLine } from "../../protocol/text.ts";

export type Reply =
  | { readonly numeric: Numeric; readonly parameters: readonly string[] }
  /** A whole line from the server, such as PONG or NOTICE; `$nick` is not replaced: write what is sent. */
  | { readonly verb: string; readonly parameters: readonly string[] };

export function reply(numeric: Numeric, ...parameters: readonly string[]): Reply {
  return { numeric, parameters };
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
  const { numeric, parameters } = answer;
  const start = `:${server} ${numeric.code} ${target}`;
  if (numeric.text === FREE) {
    const words = parameters.slice(0, -1).map(asWord).join("");
    return toLine(`${start}${words} :${parameters.at(-1) ?? ""}`);
  }
  const words = parameters.map(asWord).join("");
  return toLine(numeric.text === undefined ? start + words : `${start}${words} :${numeric.text}`);
}

/** What a client sent may stand in the middle of a reply, where it must stay one word. */
function asWord(text: string): string {
  return text === "" ? " *" : ` ${text.replace(/^:|\s/g, "_")}`;
}
