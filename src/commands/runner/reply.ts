// Replies: what goes back to the asker, as values until the runner writes them.
import { type Capabilities, has, STANDARD_REPLIES } from "../../protocol/capabilities.ts";
import { numericLine, numericRest } from "../../protocol/numeric-line.ts";
import type { Numeric } from "../../protocol/numerics.ts";
import { toLine } from "../../protocol/text.ts";

export type Reply =
  | {
      readonly numeric: Numeric;
      readonly parameters: readonly string[];
      /** What follows the target, where it was written once for all askers. */
      readonly rest?: string;
    }
  /** A whole line from the server, such as PONG or NOTICE; `$nick` is not replaced: write what is sent. */
  | { readonly verb: string; readonly parameters: readonly string[] }
  /** A standard reply; a notice for those who did not ask for these. */
  | {
      readonly standard: "FAIL" | "WARN" | "NOTE";
      /** The command that it is about, or "*". */
      readonly about: string;
      readonly code: string;
      readonly context: readonly string[];
      readonly text: string;
    };

export function reply(numeric: Numeric, ...parameters: readonly string[]): Reply {
  return { numeric, parameters };
}

/** A reply that is the same for every asker: its text is made once. */
export function fixedReply(numeric: Numeric, ...parameters: readonly string[]): Reply {
  return { numeric, parameters, rest: numericRest(numeric, parameters) };
}

export function notice(target: string, text: string): Reply {
  return { verb: "NOTICE", parameters: [target, text] };
}

/** IRCv3 standard-replies. `text`: a sentence for people, without a full stop. */
export function fail(about: string, code: string, text: string, ...context: readonly string[]): Reply {
  return { standard: "FAIL", about, code, context, text };
}

/** Who is told. */
export interface Asker {
  /** The nick; "*" before there is one. */
  readonly target: string;
  readonly capabilities: Capabilities;
}

/** The line of a reply, without tags. */
export function replyLine(server: string, { target, capabilities }: Asker, answer: Reply): string {
  if ("numeric" in answer) {
    return numericLine(server, target, answer.numeric, answer.rest ?? numericRest(answer.numeric, answer.parameters));
  }
  if ("verb" in answer) {
    const words = answer.parameters.slice(0, -1).map((each) => `${each} `);
    return toLine(`:${server} ${answer.verb} ${words.join("")}:${answer.parameters.at(-1) ?? ""}`);
  }
  const { standard, about, code, context, text } = answer;
  if (!has(capabilities, STANDARD_REPLIES)) {
    const what = about === "*" ? "" : `${about}: `;
    return toLine(`:${server} NOTICE ${target} :*** ${what}${text} (${code})`);
  }
  const words = [standard, about, code, ...context].join(" ");
  return toLine(`:${server} ${words} :${text}`);
}
