// The commented configuration file that `hansard init` writes: every key with its default and its bounds.
import { type Key, keys } from "./keys.ts";

/** YAML text; read back, it yields the defaults. */
export function sample(): string {
  const rows = keys();
  const head = [
    "# hansard: configuration. Every key is here with its default; what is left out has its default too.",
    "# Start with: hansard start --config THIS-FILE",
  ];
  return `${[...head, ...rows.flatMap((key) => lines(key, rows))].join("\n")}\n`;
}

function lines(key: Key, rows: readonly Key[]): string[] {
  const isEntry = key.path.includes("[].");
  if (isEntry) return entryLines(key, rows);
  const margin = "  ".repeat(key.depth);
  const comment = `${margin}# ${key.description}`;
  const gap = key.depth === 0 ? [""] : [];
  if (key.kind === "section" || key.kind === "list of sections") return [...gap, comment, `${margin}${key.name}:`];
  const expected = `${margin}# ${sentence(key.expected)}`;
  if (key.kind === "list") {
    const entries = (key.fallback as readonly string[]).map((line) => `${margin}  - ${JSON.stringify(line)}`);
    return [...gap, comment, expected, `${margin}${key.name}:`, ...entries];
  }
  if (key.fallback === undefined) return [...gap, comment, `${expected} Not set.`, `${margin}# ${key.name}: "..."`];
  return [...gap, comment, expected, `${margin}${key.name}: ${scalar(key.fallback)}`];
}

/** The keys of a list's one entry: the first of them bears the dash. */
function entryLines(key: Key, rows: readonly Key[]): string[] {
  const section = key.path.slice(0, -key.name.length);
  const isFirst = rows.find((row) => row.path.startsWith(section)) === key;
  return [
    `    # ${key.description} ${sentence(key.expected)}`,
    `  ${isFirst ? "-" : " "} ${key.name}: ${scalar(key.fallback)}`,
  ];
}

const sentence = (text: string) => `${(text[0] ?? "").toUpperCase()}${text.slice(1)}.`;
const PLAIN = /^[A-Za-z.][A-Za-z0-9._/-]*$/;
const scalar = (value: unknown) => (typeof value === "string" && PLAIN.test(value) ? value : JSON.stringify(value));
