// What the schema finds wrong, in the words of the file: line, key, what was expected, what was found, and the nearest
// name.
import { type Document, isMap, isNode, isScalar, isSeq, type Pair } from "yaml";
import type { z } from "zod";
import { type Key, keys, namesIn } from "./keys.ts";
import { didYouMean } from "./nearest.ts";
import { isSecretKey } from "./secrets.ts";

/** A problem and its line, counted from 1. */
export interface Spot {
  readonly line: number;
  readonly text: string;
}

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

export function problemsOf(
  issues: readonly Issue[],
  document: Document,
  lineOf: (offset: number) => number,
): readonly Spot[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") {
      return [{ line: lineOf(offsetOf(document, issue.path)), text: wrongValue(issue) }];
    }
    return issue.keys.map((key) => ({
      line: lineOf(offsetOf(document, [...issue.path, key])),
      text: unknownKey(issue.path, key),
    }));
  });
}

function unknownKey(section: Path, key: string): string {
  const place = shownPath([...section, key]);
  const near = didYouMean(key, namesIn(general(section)) ?? []);
  if (near !== "") return `${place} is not a key${near}`;
  const elsewhere = keys().find((row) => row.name === key);
  return `${place} is not a key${elsewhere ? `; did you mean ${elsewhere.path}?` : ""}`;
}

function wrongValue(issue: Issue): string {
  const path = shownPath(issue.path) || "the file";
  const row = rowOf(issue.path);
  const expected = row?.expected ?? (issue.path.length === 0 ? "keys with values" : issue.message);
  if (issue.code === "custom" && issue.params?.isSentence === true) return `${path}: ${issue.message}`;
  const isSecret = issue.path.some(isSecretKey);
  const found = isSecret ? "found something else (not shown)" : `found ${shown(issue.input)}`;
  const isUnquoted = issue.code === "invalid_type" && issue.expected === "string" && isPlain(issue.input);
  const near = issue.code === "invalid_value" ? didYouMean(String(issue.input), issue.values.map(String)) : "";
  return `${path}: expected ${expected}; ${found}${isUnquoted ? " (write it in quotes)" : ""}${near}`;
}

/** The key that a path leads to; an entry of a list is told by the list. */
function rowOf(path: Path): Key | undefined {
  const wanted = general(path);
  return keys().find((row) => row.path === wanted) ?? keys().find((row) => `${row.path}[]` === wanted);
}

/** ["listen", 0, "port"] as "listen[].port", the form of keys. */
function general(path: Path): string {
  return path
    .map((part) => (typeof part === "number" ? "[]" : `.${String(part)}`))
    .join("")
    .slice(1);
}

function shownPath(path: Path): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .slice(1);
}

const isPlain = (value: unknown) => typeof value === "number" || typeof value === "boolean";

function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a section";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Where a path stands in the text: its value if it has one there, else its key, else its section. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      offset = startOf(pair?.key) ?? offset;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return isScalar(node) && node.value !== null ? (startOf(node) ?? offset) : offset;
}

const startOf = (node: unknown) => (isNode(node) ? node.range?.[0] : undefined);
