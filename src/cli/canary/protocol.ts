// The line protocol between two builds that fold the same log: JSON, one object a line, questions on the standard input
// of the one that is asked. docs/reference/canary.md describes it; what an older build would misread is a new number.
import type { Step } from "../../audit/canary/fold.ts";

export const PROTOCOL = 1;

/** The first line of who is asked: which build it is. */
export interface Hello {
  readonly canary: number;
  readonly software: string;
}

/** Folds so many events more (answer: a Block), or tells the steps of the block before (one a line, then Shown). */
export type Question = { readonly fold: number } | { readonly show: true };

export type Told = Step | { readonly shown: number };
