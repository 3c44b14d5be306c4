// Reads a command line against a verb's declaration. What is not declared is an error with the nearest name.
import { parseArgs } from "node:util";
import { didYouMean } from "../config/nearest.ts";
import { Complaint } from "./errors.ts";
import { type Asked, actionName, type Verb, type VerbWithActions } from "./verb.ts";

/** The action that the first word names, and what is left for it; undefined where help is asked for. Throws USAGE. */
export function chooseAction(
  { name, actions }: VerbWithActions,
  [wanted = "", ...args]: readonly string[],
): { readonly action: Verb; readonly args: readonly string[] } | undefined {
  if (wanted === "--help" || wanted === "-h") return undefined;
  const action = actions.find((each) => actionName(each) === wanted);
  if (action) return { action, args };
  const names = actions.map(actionName);
  const see = `(see hansard ${name} --help)`;
  if (wanted === "") throw new Complaint("USAGE", `${name} needs an action: ${names.join(", ")} ${see}`);
  if (wanted.startsWith("-")) throw new Complaint("USAGE", `the action comes before ${wanted} ${see}`);
  throw new Complaint("USAGE", `${name} has no action "${wanted}"${didYouMean(wanted, names)} ${see}`);
}

/** What was asked, or "help". Throws Complaint USAGE. */
export function parse(verb: Verb, args: readonly string[]): Asked | "help" {
  const declared = Object.entries(verb.options);
  const options = Object.fromEntries(
    declared.map(([name, { kind }]) => [name, { type: kind === "flag" ? ("boolean" as const) : ("string" as const) }]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...options, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const chosen: Record<string, string | boolean | undefined> = Object.fromEntries(
    declared.map(([name, option]) => [name, option.kind === "flag" ? false : option.default]),
  );
  const parameters: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") parameters.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help") return "help";
    chosen[token.name] = valueFor(verb, token);
  }
  const most = verb.parameters.length;
  if (parameters.length > most) throw usage(verb, `${verb.name} does not take "${parameters[most]}"`);
  const missing = verb.parameters[parameters.length];
  if (missing && !missing.isOptional) throw usage(verb, `${verb.name} needs ${missing.name}: ${missing.help}`);
  return { options: chosen as Asked["options"], parameters };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function valueFor(verb: Verb, token: OptionToken): string | true {
  const option = Object.hasOwn(verb.options, token.name) ? verb.options[token.name] : undefined;
  if (option === undefined) {
    const meant = didYouMean(
      token.rawName,
      [...Object.keys(verb.options), "help"].map((name) => `--${name}`),
    );
    throw usage(verb, `${verb.name} has no option ${token.rawName}${meant}`);
  }
  if (option.kind === "flag") {
    if (token.value === undefined) return true;
    throw usage(verb, `${token.rawName} takes no value; found "${token.value}"`);
  }
  const isNextOption = token.inlineValue !== true && token.value?.startsWith("--") === true;
  if (token.value === undefined || token.value === "" || isNextOption) {
    throw usage(verb, `${token.rawName} needs a value: ${option.value}. ${option.help}`);
  }
  return token.value;
}

function usage(verb: Verb, what: string): Complaint {
  return new Complaint("USAGE", `${what} (see hansard ${verb.name} --help)`);
}

/** A whole number within bounds. Throws Complaint USAGE. */
export function integer(option: string, text: string, from: number, to: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to) return value;
  throw new Complaint("USAGE", `${option}: expected a whole number from ${from} to ${to}; found "${text}"`);
}
