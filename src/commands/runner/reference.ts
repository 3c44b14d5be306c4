// docs/reference/commands.md, made from the declarations of the commands.
import type { Command } from "./command.ts";
import type { Registry } from "./registry.ts";

/** Markdown. A test holds the file against it. */
export function commandsReference(registry: Registry): string {
  const commands = [...registry.values()].sort((a, b) => (a.verb < b.verb ? -1 : 1));
  return [
    "# Commands",
    "",
    "Made from `src/commands/` by `node scripts/generate-docs.js`; do not edit. `HELP` tells the same to clients.",
    "",
    "*Cost* is what a command takes from the sender's flood budget (`sessions.floodBurst`, `sessions.floodPerSecond`).",
    "*Targets* is how many of a comma-separated list are taken (ISUPPORT TARGMAX); more are answered with 407. A",
    "*privilege* is one of an operator's class; without it the answer is 481.",
    "",
    "| command | what it does | cost | targets | who |",
    "| --- | --- | --- | --- | --- |",
    ...commands.map((command) => `| ${row(command).map(cell).join(" | ")} |`),
    "",
  ].join("\n");
}

function row(command: Command): readonly string[] {
  const { syntax, help, cost, each } = command;
  const targets = each === undefined ? "" : String(each.most ?? "no limit");
  return [`\`${syntax}\``, help, String(cost), targets, whoMay(command)];
}

function whoMay({ isEarly, privilege }: Command): string {
  if (privilege !== undefined) return `operators with \`${privilege}\``;
  return isEarly ? "everybody, before registration too" : "everybody";
}

/** A bar would end the cell, and "<" could open a tag. */
const cell = (text: string) =>
  text.startsWith("`")
    ? text.replaceAll("|", "\\|")
    : text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("*", "\\*");
