// How a numeric is written: code, target, words and its closing text.
import { FREE, type Numeric } from "./numerics.ts";
import { toLine } from "./text.ts";

/** `target`: the nick of whoever is told, "*" before there is one. */
export function numericLine(server: string, target: string, numeric: Numeric, rest: string): string {
  return toLine(`:${server} ${numeric.code} ${target}${rest}`);
}

/** What follows the target: the parameters, each one word, and the closing text. */
export function numericRest({ text }: Numeric, parameters: readonly string[]): string {
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
