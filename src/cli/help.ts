// Help pages, made from the verbs' declarations.
import { type AnyVerb, actionName, type Option, type Verb, type VerbWithActions } from "./verb.ts";

const MARGIN = 26;
const WIDTH = 96;

/** What `hansard --help` prints. */
export function overview(verbs: readonly AnyVerb[]): string {
  const rows = verbs.map((verb) => row(verb.name, verb.summary));
  return [
    "hansard: an IRC node that keeps the record.",
    "",
    "Usage: hansard <verb> [options]",
    "",
    ...rows,
    "",
    "Run a verb with --help for its options; hansard --version prints the version.",
    "",
  ].join("\n");
}

/** What `hansard <verb> --help` and `hansard <verb> <action> --help` print. */
export function page(verb: AnyVerb): string {
  if ("actions" in verb) return actionsPage(verb);
  const options = Object.entries(verb.options);
  return [
    `Usage: ${syntax(verb)}`,
    "",
    verb.summary,
    "",
    ...verb.parameters.map((parameter) => row(parameter.name, parameter.help)),
    ...options.map(([name, option]) => row(optionSyntax(name, option), optionHelp(option))),
    row("-h, --help", "This page."),
    ...verb.notes.flatMap((note) => ["", ...wrap(note, WIDTH)]),
    "",
    "Examples:",
    ...verb.examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}

function actionsPage({ name, summary, actions, notes }: VerbWithActions): string {
  return [
    `Usage: hansard ${name} <action> [options]`,
    "",
    summary,
    "",
    ...actions.map((action) => row(actionName(action), action.summary)),
    ...notes.flatMap((note) => ["", ...wrap(note, WIDTH)]),
    "",
    `Run an action with --help for its options: hansard ${actions[0]?.name} --help.`,
    "",
  ].join("\n");
}

export function syntax(verb: Verb): string {
  const parameters = verb.parameters.map(({ name, isOptional }) => (isOptional ? `[${name}]` : `<${name}>`));
  return ["hansard", verb.name, ...parameters, "[options]"].join(" ");
}

export function optionSyntax(name: string, option: Option): string {
  return option.kind === "flag" ? `--${name}` : `--${name} ${option.value}`;
}

export function optionHelp(option: Option): string {
  return option.default === undefined ? option.help : `${option.help} Default: ${option.default}`;
}

function row(left: string, right: string): string {
  const lines = wrap(right, WIDTH - MARGIN);
  const first = left.length > MARGIN - 4 ? [`  ${left}`, ...lines.map(indent)] : undefined;
  return (first ?? [`  ${left.padEnd(MARGIN - 2)}${lines[0] ?? ""}`, ...lines.slice(1).map(indent)]).join("\n");
}

const indent = (line: string) => " ".repeat(MARGIN) + line;

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
