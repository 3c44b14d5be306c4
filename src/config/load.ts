// Reads a configuration file. All mistakes are found at once, each with its line; with any of them nothing is loaded.
import { readFileSync } from "node:fs";
import { LineCounter, parseDocument, visit } from "yaml";
import { keys } from "./keys.ts";
import { problemsOf, type Spot } from "./problems.ts";
import { type Configuration, schema } from "./schema.ts";

export interface Loaded {
  /** Undefined when there are problems. */
  readonly configuration: Configuration | undefined;
  /** "file:line: what is wrong", in the order of the file. No value of a secret is in them. */
  readonly problems: readonly string[];
  /** The file could not be read at all. */
  readonly isMissing: boolean;
}

export function loadConfiguration(file: string): Loaded {
  try {
    return readConfiguration(readFileSync(file, "utf8"), file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "does not exist" : code === "EISDIR" ? "is a folder" : `cannot be read: ${message}`;
    return { configuration: undefined, problems: [`${file} ${why}`], isMissing: true };
  }
}

/** `file` is the name that problems begin with. */
export function readConfiguration(text: string, file: string): Loaded {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, stringKeys: true });
  const lineOf = (offset: number) => Math.max(1, counter.linePos(offset).line);
  const spots: Spot[] = document.errors.map((error) => ({
    line: lineOf(error.pos[0]),
    text:
      error.code === "DUPLICATE_KEY" ? `${wordAt(text, error.pos[0])} is written twice` : `not YAML: ${error.message}`,
  }));
  visit(document, {
    Alias: (_key, alias) => void spots.push({ line: lineOf(alias.range?.[0] ?? 0), text: "aliases (*) are not taken" }),
  });
  if (spots.length === 0) {
    const { data, error } = schema.safeParse(withoutEmptySections(document.toJS()), { reportInput: true });
    if (data !== undefined) return { configuration: data, problems: [], isMissing: false };
    spots.push(...problemsOf(error?.issues ?? [], document, lineOf));
  }
  spots.sort((a, b) => a.line - b.line);
  const problems = spots.map((spot) => `${file}:${spot.line}: ${spot.text}`);
  return { configuration: undefined, problems, isMissing: false };
}

/** A section whose keys are all commented out is as good as none; so is a file without keys. */
function withoutEmptySections(value: unknown): unknown {
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value)) return value;
  const sections = new Set(keys().flatMap((key) => (key.kind === "section" ? [key.path] : [])));
  return Object.fromEntries(Object.entries(value).filter(([key, inner]) => inner !== null || !sections.has(key)));
}

const wordAt = (text: string, offset: number) => /^[^:\s]+/.exec(text.slice(offset))?.[0] ?? "a key";
