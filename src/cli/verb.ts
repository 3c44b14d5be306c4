// What a verb of the command line declares: its options, its help and what it does. Parsing, help pages and the
// reference are made from the declaration.
import type { Io } from "./io.ts";

export interface Option {
  readonly kind: "flag" | "text";
  /** What stands for the value in help: "DIR". For kind "text". */
  readonly value?: string;
  readonly help: string;
  /** What holds when it is not given. */
  readonly default?: string;
}

export type Options = Readonly<Record<string, Option>>;

export interface Parameter {
  readonly name: string;
  readonly help: string;
  readonly isOptional?: boolean;
}

/** What was asked on the command line. */
export interface Asked<O extends Options = Options> {
  readonly options: {
    readonly [K in keyof O]: O[K] extends { readonly kind: "flag" }
      ? boolean
      : O[K] extends { readonly default: string }
        ? string
        : string | undefined;
  };
  readonly parameters: readonly string[];
}

export interface Verb<O extends Options = Options> {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly options: O;
  /** Paragraphs of the help page. */
  readonly notes: readonly string[];
  readonly examples: readonly string[];
  /** Gives the exit code. Throws Complaint, LogError or the system's error. */
  run(asked: Asked<O>, io: Io): Promise<number>;
}

export function verb<const O extends Options>(declaration: Verb<O>): Verb<O> {
  return declaration;
}

/** A verb whose first parameter names an action. Each action is declared as a verb whose name is both: "lab up". */
export interface VerbWithActions {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** In the order of the help page. */
  readonly actions: readonly Verb[];
  /** Paragraphs of the help page. */
  readonly notes: readonly string[];
}

export type AnyVerb = Verb | VerbWithActions;

/** "up" of "lab up". */
export const actionName = ({ name }: Verb): string => name.slice(name.indexOf(" ") + 1);

/** The options that several verbs share. */
export const shared = {
  data: { kind: "text", value: "DIR", help: "The node's data folder.", default: "./data" },
  json: { kind: "flag", help: "One JSON object a line instead of text for people." },
} as const satisfies Options;
