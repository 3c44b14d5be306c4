// Why a command cannot be carried out that is right in itself, and what those who asked for it are told.

export interface Refusal {
  readonly code: "RECORD_UNAVAILABLE" | "NODE_TOO_OLD";
  /** The node that is too old. */
  readonly about?: string;
}

const FAILURES: Readonly<Record<string, string>> = {
  RECORD_UNAVAILABLE: "the record cannot be written; try again later",
  NODE_TOO_OLD: "a server of this network is too old for it and must be upgraded first",
};

/** With what code nobody can be registered either, and what those who try are told. */
export const GOODBYES: Readonly<Record<string, string>> = {
  RECORD_UNAVAILABLE: "The record cannot be written; try again later",
};

/** For people, without a full stop. */
export function failureText(code: string, about?: string): string {
  const why = FAILURES[code] ?? "an error of this server";
  return `Not carried out: ${why}${about === undefined ? "" : `: ${about}`}`;
}
