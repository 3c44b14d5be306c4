// docs/reference/capabilities.md, made from the table of capabilities and the results of their tests.
import { capabilities, type Feature, tags, tokens } from "./capabilities.ts";

/** Name of a test file without ".test.ts" → how its last run ended. */
export type Results = Readonly<Record<string, "passed" | "failed">>;

/** Rows that are built: each has a test of its own. */
export const tested: readonly Feature[] = [...capabilities.filter((each) => !each.isPrepared), ...tokens, ...tags];

/** The test of a row, without ".test.ts": "+draft/react" is tested in draft-react.test.ts. */
export const testOf = ({ name }: Feature) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "");

/** Markdown. A test holds the file against it. */
export function capabilitiesReference(results: Results): string {
  const table = (kind: string, rows: readonly Feature[]) => [
    `| ${kind} | what it does | specification | test | last run |`,
    "| --- | --- | --- | --- | --- |",
    ...rows.map((row) => line(row, results)),
  ];
  const prepared = capabilities.filter((each) => each.isPrepared);
  return [
    "# Capabilities",
    "",
    "Made from `src/protocol/capabilities.ts` and `test/capabilities/results.json`, which each run of tests writes,",
    "by `node scripts/generate-docs.js`; do not edit. Each test shows the exact line that a client with the capability",
    "is told and, in the same channel at the same time, what one without it gets.",
    "",
    "## Negotiated with CAP",
    "",
    ...table(
      "capability",
      capabilities.filter((each) => !each.isPrepared),
    ),
    "",
    "`cap-notify` is part of `CAP LS 302`; `sts` is shown if the configuration has it, and is not asked for.",
    "`labeled-response` needs `batch`. `TAGMSG` and tags that clients add need `message-tags`.",
    "",
    "## Told in ISUPPORT (005)",
    "",
    ...table("token", tokens),
    "",
    "## Tags",
    "",
    "Every tag that a client adds with a `+` is passed on unread, up to 4094 bytes of them; none is denied, so",
    "there is no `CLIENTTAGDENY`.",
    "",
    ...table("tag", tags),
    "",
    "## Prepared",
    "",
    "These have their place in the table and are neither listed nor granted until what they rest on is built.",
    "",
    "| capability | what it will do | specification |",
    "| --- | --- | --- |",
    ...prepared.map((row) => `| \`${row.name}\` | ${row.help} | ${link(row)} |`),
    "",
  ].join("\n");
}

function line(row: Feature, results: Results): string {
  const test = testOf(row);
  const file = `[${test}](../../test/capabilities/${test}.test.ts)`;
  return `| \`${row.name}\` | ${row.help} | ${link(row)} | ${file} | ${results[test] ?? "not run"} |`;
}

const link = ({ specification }: Feature) =>
  `[${specification.replace(/^[^/]+\//, "")}](https://ircv3.net/specs/${specification})`;
