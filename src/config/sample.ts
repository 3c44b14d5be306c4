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
  const text = isEntry ? entryLines(key, rows) : keyLines(key);
  return rows.some((row) => isUnset(row) && isWithin(key, row)) ? text.map(asComment) : text;
}

function keyLines(key: Key): string[] {
  const margin = "  ".repeat(key.depth);
  const gap = key.depth === 0 ? [""] : [];
  const description = `${margin}# ${key.description}`;
  const expected = `${margin}# ${sentence(key.expected)}`;
  if (key.kind === "section") return [...gap, description, `${margin}${key.name}:`];
  if (key.kind === "list of sections" && !isUnset(key)) return [...gap, description, `${margin}${key.name}:`];
  const head = [...gap, description, key.fallback === undefined ? `${expected} Not set.` : expected];
  if (key.fallback === undefined) return [...head, `${margin}# ${key.name}: "..."`];
  const entries = Array.isArray(key.fallback) ? (key.fallback as readonly unknown[]) : [];
  if (key.kind === "value" || entries.length === 0) return [...head, `${margin}${key.name}: ${scalar(key.fallback)}`];
  return [...head, `${margin}${key.name}:`, ...entries.map((line) => `${margin}  - ${JSON.stringify(line)}`)];
}

/** The keys of a list's one entry: the first of them bears the dash. */
function entryLines(key: Key, rows: readonly Key[]): string[] {
  const list = key.path.slice(0, key.path.indexOf("[]."));
  const isFirst = rows.find((row) => row.path.startsWith(`${list}[].`)) === key;
  const margin = "  ".repeat(key.depth - 1);
  const value = key.kind === "section" ? "" : ` ${key.fallback === undefined ? '"..."' : scalar(key.fallback)}`;
  return [
    `${margin}    # ${key.description} ${key.kind === "section" ? "" : sentence(key.expected)}`.trimEnd(),
    `${margin}  ${isFirst ? "-" : " "} ${key.name}:${value}`,
  ];
}

/** What has no value by itself is there as a comment, and all that it would hold with it. */
const isUnset = ({ kind, fallback }: Key) =>
  (kind === "section" && fallback === undefined) ||
  (kind === "list of sections" && Array.isArray(fallback) && fallback.length === 0);

/** The name of an unset list stands as it is, with no entries. */
const isWithin = (key: Key, unset: Key) =>
  key.path.startsWith(`${unset.path}${unset.kind === "section" ? "." : "[]."}`) ||
  (key.path === unset.path && key.kind === "section");

const asComment = (line: string) => (line === "" || /^ *#/.test(line) ? line : line.replace(/^( *)/, "$1# "));

const sentence = (text: string) => `${(text[0] ?? "").toUpperCase()}${text.slice(1)}.`;
const PLAIN = /^[A-Za-z.][A-Za-z0-9._/-]*$/;
const scalar = (value: unknown) => (typeof value === "string" && PLAIN.test(value) ? value : JSON.stringify(value));
