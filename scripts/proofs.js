// How each invariant is proved: in which file its tests are (their names begin with the id), or by the simulator, or what
// is missing for a proof. docs/ARCHITECTURE.md says what each id means; a test holds the two against each other.

/**
 * @typedef {{ file: string } | { seeds: number, from?: number } | { missing: string }} Proof
 * `seeds`: of so many runs of the simulator, counted from seed `from`, one must find a violation of the id.
 * `missing`: what is not built.
 */

const people = { file: "test/properties/people.test.ts" };
const rooms = { file: "test/properties/rooms.test.ts" };
const capabilities = { file: "test/properties/capabilities.test.ts" };
const limits = { file: "test/properties/limits.test.ts" };
const operators = { file: "test/properties/operators.test.ts" };
const record = { file: "test/properties/record.test.ts" };
const received = { file: "test/record/received.test.ts" };
const simulator = { seeds: 400 };

/** @type {Readonly<Record<string, Proof>>} */
export const proofs = {
  N1: people,
  N2: people,
  N3: people,
  N4: people,
  N5: people,
  N6: people,
  N7: rooms,
  N8: rooms,
  N9: rooms,
  N10: rooms,
  N11: people,
  N12: rooms,
  N13: capabilities,
  N14: capabilities,
  N15: limits,
  N16: limits,
  N17: operators,
  R1: record,
  R2: record,
  R3: received,
  R4: received,
  R5: record,
  R6: { file: "test/properties/golden.test.ts" },
  R7: { file: "test/record/failing-log-property.test.ts" },
  R8: { missing: "nothing can be erased from the record yet" },
  R9: { file: "test/audit/sealed.test.ts" },
  C1: simulator,
  C2: simulator,
  C3: simulator,
  C4: simulator,
  C5: simulator,
  C6: simulator,
  C7: simulator,
  C8: simulator,
  // Few runs have a node that goes on from a peer's snapshot after something that the snapshot must hold.
  C9: { ...simulator, from: 120 },
  C10: { file: "test/commands/partition.test.ts" },
  C11: { file: "test/link/bad-peers.test.ts" },
  C12: { file: "test/link/bad-peers-later.test.ts" },
  C13: { file: "test/link/flow.test.ts" },
};
