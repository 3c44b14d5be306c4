// What stands in the lines of a server, read through its offer: mode changes, names with their prefixes, sources.
import type { Line } from "../model/wire.ts";
import type { Offer } from "./offer.ts";

export interface Change {
  readonly isSet: boolean;
  readonly letter: string;
  readonly value: string | undefined;
}

/** The single changes of a MODE or 324, whose first parameter is the channel. Values are dealt out by type of mode. */
export function changesOf({ parameters }: Pick<Line, "parameters">, offer: Offer): readonly Change[] {
  const [, letters = "", ...values] = parameters;
  const changes: Change[] = [];
  let isSet = true;
  for (const letter of letters) {
    if (letter === "+" || letter === "-") {
      isSet = letter === "+";
      continue;
    }
    changes.push({ isSet, letter, value: takesValue(letter, isSet, offer) ? values.shift() : undefined });
  }
  return changes;
}

/** Whether there are as many values as the letters need: 0 is so, -1 one too few, 1 one too many. */
export function surplusOf({ parameters }: Line, offer: Offer): number {
  const [, letters = "", ...values] = parameters;
  let isSet = true;
  let needed = 0;
  for (const letter of letters) {
    if (letter === "+" || letter === "-") isSet = letter === "+";
    else if (takesValue(letter, isSet, offer)) needed++;
  }
  // An empty last value is none: it stands for nothing.
  return values.filter((value) => value !== "").length - needed;
}

function takesValue(letter: string, isSet: boolean, offer: Offer): boolean {
  if (offer.statuses.some((each) => each.letter === letter)) return true;
  const type = offer.modeType(letter);
  return type === "A" || type === "B" || (type === "C" && isSet);
}

export interface Name {
  readonly nick: string;
  /** Letters of the prefixes, as shown. */
  readonly status: readonly string[];
  /** The text as it stands. */
  readonly text: string;
}

/** The names of a 353, [prefixes]nick[!user@host]. */
export function namesIn(text: string, offer: Offer): readonly Name[] {
  return text
    .split(" ")
    .filter((each) => each !== "")
    .map((each) => ({ ...afterPrefixes(each, offer), text: each }))
    .map(({ rest, status, text: whole }) => ({ nick: rest.split("!")[0] ?? "", status, text: whole }));
}

export function afterPrefixes(text: string, offer: Offer): { readonly rest: string; readonly status: string[] } {
  const status: string[] = [];
  let at = 0;
  for (; at < text.length; at++) {
    const found = offer.statuses.find((each) => each.prefix === text[at]);
    if (found === undefined) break;
    status.push(found.letter);
  }
  return { rest: text.slice(at), status };
}

export const nickOf = (source: string): string => source.split("!")[0] ?? "";
export const isRoomName = (text: string, offer: Offer): boolean =>
  text !== "" && (offer.tokens.get("CHANTYPES") ?? "#&").includes(text[0] ?? "");
/** Numerics of errors, and FAIL. */
export const isError = ({ verb }: Line): boolean => /^[45]\d\d$|^696$|^FAIL$/.test(verb);
