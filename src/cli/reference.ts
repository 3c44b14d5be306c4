// docs/reference/cli.md and docs/reference/errors.md, made from the declarations of verbs and errors.
import { errors, exits } from "./errors.ts";
import { optionHelp, optionSyntax, syntax } from "./help.ts";
import type { AnyVerb, Verb, VerbWithActions } from "./verb.ts";

/** Markdown. A test holds the file against it. */
export function cliReference(verbs: readonly AnyVerb[]): string {
  return [
    "# Command line",
    "",
    "Made from `src/cli/verbs/` by `node scripts/generate-docs.js`; do not edit.",
    "",
    "After `npm run build`, `node dist/src/cli/main.js <verb>` is what `hansard <verb>` runs.",
    "`hansard --help` lists the verbs, `hansard <verb> --help` explains one, `hansard --version` prints the version.",
    "",
    "| verb | what it does |",
    "| --- | --- |",
    ...verbs.map(index),
    ...verbs.flatMap((verb) => ("actions" in verb ? actionsSection(verb) : section(verb))),
    "",
    "## Moments",
    "",
    "`--since`, `--until` and `at` take a time (`2026-11-23`, `2026-11-23T20:01`, `2026-11-23T20:01:02.123Z`; UTC",
    "unless a zone such as `+01:00` follows), a position of the log (`@123`), or how long ago (`30s`, `10m`, `2h`,",
    "`1d`, `1w`). `at` and `--until` include the moment; a time with a fraction stands for all of its last digit.",
    "",
    "## Exit codes",
    "",
    "| code | meaning |",
    "| --- | --- |",
    ...Object.entries(exits).map(([code, meaning]) => `| ${code} | ${meaning} |`),
    "",
    "Errors go to standard error as `hansard: CODE: what is wrong`; [errors](errors.md) lists the codes.",
    "",
  ].join("\n");
}

function index({ name, summary }: AnyVerb): string {
  return `| [\`${name}\`](#hansard-${name.replace(" ", "-")}) | ${summary} |`;
}

function actionsSection({ name, summary, actions, notes }: VerbWithActions): string[] {
  return [
    "",
    `## hansard ${name}`,
    "",
    summary,
    "",
    "| action | what it does |",
    "| --- | --- |",
    ...actions.map(index),
    ...notes.flatMap((note) => ["", note]),
    ...actions.flatMap((action) => section(action, "###")),
  ];
}

function section(verb: Verb, level = "##"): string[] {
  const rows = [
    ...verb.parameters.map((parameter) => [parameter.name, parameter.help]),
    ...Object.entries(verb.options).map(([name, option]) => [optionSyntax(name, option), optionHelp(option)]),
  ];
  const table = ["| option | meaning |", "| --- | --- |", ...rows.map(([left, right]) => `| \`${left}\` | ${right} |`)];
  return [
    "",
    `${level} hansard ${verb.name}`,
    "",
    verb.summary,
    "",
    "```",
    syntax(verb),
    "```",
    "",
    ...(rows.length === 0 ? [] : [...table, ""]),
    ...verb.notes.flatMap((note) => [note, ""]),
    "```",
    ...verb.examples,
    "```",
  ];
}

/** Markdown. A test holds the file against it. */
export function errorsReference(): string {
  return [
    "# Errors",
    "",
    "Made from `src/cli/errors.ts` by `node scripts/generate-docs.js`; do not edit. The codes are stable.",
    "",
    "| code | what it means | what to do | exit code |",
    "| --- | --- | --- | --- |",
    ...Object.entries(errors).map(
      ([code, { meaning, remedy, exit }]) => `| \`${code}\` | ${meaning} | ${remedy} | ${exit} |`,
    ),
    "",
  ].join("\n");
}
