// Why a command cannot be carried out that is right in itself, and what those who asked for it are told.

/** What those are told whom the node sends away because others have ended its epoch. */
export const EPOCH_ENDED = "This node's epoch was ended by the network";
/** The same where it is too old for what is on record. */
export const OUTDATED = "This server must be upgraded; connect to another one";

export interface Refusal {
  readonly code: "RECORD_UNAVAILABLE" | "UPGRADE_NEEDED" | "NODE_TOO_OLD";
  /** The node that is too old. */
  readonly about?: string;
}

const FAILURES: Readonly<Record<string, string>> = {
  RECORD_UNAVAILABLE: "the record cannot be written; try again later",
  UPGRADE_NEEDED: "this server must be upgraded first; connect to another one",
  NODE_TOO_OLD: "a server of this network is too old for it and must be upgraded first",
};

/** With what code nobody can be registered either, and what those who try are told. */
export const GOODBYES: Readonly<Record<string, string>> = {
  RECORD_UNAVAILABLE: "The record cannot be written; try again later",
  UPGRADE_NEEDED: OUTDATED,
};

/** For people, without a full stop. */
export function failureText(code: string, about?: string): string {
  const why = FAILURES[code] ?? "an error of this server";
  return `Not carried out: ${why}${about === undefined ? "" : `: ${about}`}`;
}
