// The keys of the configuration as rows, read from the schema: for error messages, `hansard init` and the reference.
import { z } from "zod";
import { schema } from "./schema.ts";

export interface Key {
  /** "limits.nickBytes"; the keys of a list's entries stand under "listen[]". */
  readonly path: string;
  readonly name: string;
  /** 0 for the keys of the file itself. */
  readonly depth: number;
  readonly kind: "section" | "list of sections" | "list" | "value";
  /** What a value must be: "a whole number from 9 to 64 (bytes)". */
  readonly expected: string;
  /** Undefined for an optional key, which is not set unless it is written. */
  readonly fallback: unknown;
  readonly description: string;
}

/** Every key in the order of the schema, each section before its own keys. */
export function keys(): readonly Key[] {
  return keysOf(schema, "", 0);
}

/** The names that may stand in a section; `path` "" is the file itself. Undefined for what is no section. */
export function namesIn(path: string): readonly string[] | undefined {
  const prefix = path === "" ? "" : `${path}.`;
  const names = keys().filter((key) => key.path === prefix + key.name && key.path.startsWith(prefix));
  return names.length === 0 ? undefined : names.map((key) => key.name);
}

function keysOf(section: z.ZodObject, prefix: string, depth: number): Key[] {
  return Object.entries(section.shape).flatMap(([name, wrapped]) => {
    const outer = wrapped as z.ZodType;
    const { inner, fallback } = unwrap(outer);
    const path = prefix + name;
    const row = {
      path,
      name,
      depth,
      expected: expectedOf(outer, inner),
      fallback,
      description: outer.description ?? "",
    };
    if (inner instanceof z.ZodObject) return [{ ...row, kind: "section" }, ...keysOf(inner, `${path}.`, depth + 1)];
    if (!(inner instanceof z.ZodArray)) return [{ ...row, kind: "value" }];
    const entry = inner.element as z.ZodType;
    if (!(entry instanceof z.ZodObject)) return [{ ...row, kind: "list" }];
    return [{ ...row, kind: "list of sections" }, ...keysOf(entry, `${path}[].`, depth + 1)];
  });
}

/** The type behind a default, and the default. */
function unwrap(type: z.ZodType): { readonly inner: z.ZodType; readonly fallback: unknown } {
  if (type instanceof z.ZodOptional) return { inner: type.unwrap() as z.ZodType, fallback: undefined };
  if (type instanceof z.ZodDefault || type instanceof z.ZodPrefault) {
    return { inner: type.unwrap() as z.ZodType, fallback: type.def.defaultValue };
  }
  return { inner: type, fallback: undefined };
}

function expectedOf(outer: z.ZodType, inner: z.ZodType): string {
  const said = outer.meta()?.expected ?? inner.meta()?.expected;
  if (typeof said === "string") return said;
  return inner instanceof z.ZodObject ? "a section with keys" : "a value";
}
