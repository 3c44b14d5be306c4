// What a server offers, as it says itself: ISUPPORT (RPL_ISUPPORT, 005) and CAP LS. Where it says nothing, what RFC
// 1459 says. Everything else here reads names, modes and prefixes through this.
import { readLine } from "../model/wire.ts";

export interface Status {
  readonly letter: string;
  readonly prefix: string;
}

/** Types of channel modes: lists, always with a value, with a value when set, never with one (CHANMODES=A,B,C,D). */
export type ModeType = "A" | "B" | "C" | "D";

export interface Offer {
  /** Tokens of 005 by name; "" for those without a value. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly capabilities: ReadonlySet<string>;
  /** Highest first. */
  readonly statuses: readonly Status[];
  modeType(letter: string): ModeType | undefined;
  /** A name in the case in which the server compares it. */
  fold(name: string): string;
  /** The number that a token gives, or undefined. */
  limit(token: string): number | undefined;
}

const UPPER: Readonly<Record<string, string>> = {
  ascii: "A-Z",
  rfc1459: "A-Z\\[\\]\\\\~",
  "strict-rfc1459": "A-Z\\[\\]\\\\",
};
const LOWER: Readonly<Record<string, string>> = { "[": "{", "]": "}", "\\": "|", "~": "^" };

/** From the lines of a registration (others than 005 are passed over) and the capabilities of CAP LS. */
export function offerOf(lines: readonly string[], capabilities: Iterable<string> = []): Offer {
  const tokens = new Map<string, string>();
  for (const text of lines) for (const token of tokensOf(text)) apply(tokens, token);
  const [, letters = "", prefixes = ""] = /^\((.*)\)(.*)$/.exec(tokens.get("PREFIX") ?? "(ov)@+") ?? [];
  const types = (tokens.get("CHANMODES") ?? "b,k,l,imnpst").split(",");
  // Of a casemapping that is not known, letters are sure.
  const upper = new RegExp(`[${UPPER[tokens.get("CASEMAPPING") ?? "ascii"] ?? "A-Z"}]`, "g");
  return {
    tokens,
    capabilities: new Set(capabilities),
    statuses: [...letters].map((letter, at) => ({ letter, prefix: prefixes[at] ?? "" })),
    modeType: (letter) => (["A", "B", "C", "D"] as const).find((_, at) => types[at]?.includes(letter)),
    fold: (name) => name.replace(upper, (letter) => LOWER[letter] ?? letter.toLowerCase()),
    limit: (token) => (/^\d{1,9}$/.test(tokens.get(token) ?? "") ? Number(tokens.get(token)) : undefined),
  };
}

function tokensOf(text: string): readonly string[] {
  const line = readLine(text);
  return line?.verb === "005" ? line.parameters.slice(1, -1) : [];
}

function apply(tokens: Map<string, string>, token: string): void {
  if (token.startsWith("-")) return void tokens.delete(token.slice(1));
  const [name = "", ...value] = token.split("=");
  tokens.set(name, value.join("="));
}
