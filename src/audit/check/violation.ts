// A rule that a log breaks, and where.

/** Ids of design/invariants, or LOG_CORRUPT for what is not as it was written. */
export type RuleId = "N1" | "N2" | "N3" | "N4" | "N6" | "N15" | "N17" | "R1" | "R9" | "LOG_CORRUPT";

/** What each rule says, for people. */
export const rules: Readonly<Record<RuleId, string>> = {
  LOG_CORRUPT: "every row is as it was written, in its place, and reads",
  N1: "a nick is borne by at most one user, and each user has one",
  N2: "numbers of users and events are used once, and an origin's have no gap",
  N3: "members and their channels agree, and all members live",
  N4: "no channel is without members",
  N6: "only the first to join, or an operator's word, makes an operator",
  N15: "no secret is on record",
  N17: "what takes a privilege was done by an operator who had it",
  R1: "every prefix of the log is a legal state, and the snapshots are what the log gives",
  R9: "what an origin has sealed is there as it was sealed: nothing changed, moved, left out or signed twice",
};

export class Violation extends Error {
  readonly id: RuleId;

  constructor(id: RuleId, text: string) {
    super(text);
    this.id = id;
  }
}

/** Throws the violation unless the rule holds. */
export function must(holds: boolean, id: RuleId, text: () => string): asserts holds {
  if (!holds) throw new Violation(id, text());
}
