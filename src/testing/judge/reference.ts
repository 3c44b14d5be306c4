// docs/reference/probe-rules.md, made from the table of rules.
import { type Rule, rules } from "./rules.ts";

/** Markdown. A test holds the file against it. */
export function rulesReference(): string {
  const rows = Object.entries<Rule>(rules).map(
    ([name, { says, clauses }]) => `| \`${name}\` | ${says} | ${clauses.join("; ")} |`,
  );
  return [
    "# What the probe judges",
    "",
    "Made from `src/testing/judge/rules.ts` by `node scripts/generate-docs.js`; do not edit. The id before the slash",
    "is that of the [invariant](../ARCHITECTURE.md). [Modern IRC](https://modern.ircdocs.horse) and",
    "[IRCv3](https://ircv3.net/irc/) are cited by heading, the RFCs by section.",
    "",
    "| rule | what must hold | by |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
