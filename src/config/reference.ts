// docs/reference/configuration.md, made from the schema.
import { type Key, keys } from "./keys.ts";

/** Markdown. A test holds the file against it. */
export function configurationReference(): string {
  const rows = keys();
  const top = rows.filter((key) => key.depth === 0 && !isSection(key));
  return [
    "# Configuration",
    "",
    "Made from `src/config/schema.ts` by `node scripts/generate-docs.js`; do not edit.",
    "",
    "`hansard init` writes a file with every key; `hansard start --config FILE` reads it. It is YAML. What is left out",
    "has its default. A key that does not exist, a value out of bounds and a key written twice are errors: each is",
    "listed with its line, and nothing starts. Without a file every key has its default.",
    "",
    ...table(top),
    ...rows
      .filter(isSection)
      .flatMap((section) => [
        "",
        `## ${section.name}`,
        "",
        section.description + (section.kind === "section" ? "" : ` ${sentence(section.expected)}`),
        "",
        ...table(rows.filter((key) => key.kind !== "section" && isWithin(key, section))),
      ]),
    "",
  ].join("\n");
}

/** Sections within sections stand in the table of the outer one. */
const isSection = (key: Key) => key.depth === 0 && key.kind !== "value" && key.kind !== "list";

const isWithin = ({ path }: Key, section: Key) =>
  path.startsWith(`${section.path}.`) || path.startsWith(`${section.path}[].`);

function table(rows: readonly Key[]): string[] {
  return [
    "| key | what it must be | default | what it is for |",
    "| --- | --- | --- | --- |",
    ...rows.map((key) => `| \`${key.path}\` | ${key.expected} | ${fallback(key)} | ${key.description} |`),
  ];
}

function fallback({ fallback: value }: Key): string {
  if (value === undefined) return "not set";
  if (Array.isArray(value)) return value.map((line) => `\`${line}\``).join("<br>");
  return `\`${String(value)}\``;
}

const sentence = (text: string) => `${(text[0] ?? "").toUpperCase()}${text.slice(1)}.`;
