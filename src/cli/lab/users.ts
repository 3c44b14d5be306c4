// How many users each node of a lab has, read from the nodes' own records.
import { stateAt } from "../../audit/state-at.ts";
import { usersOf } from "../../audit/state-rows.ts";
import { SqliteReader } from "../../record/sqlite-reader.ts";
import type { NodeShown, Row } from "./rows.ts";

export function withUsers(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => (row.kind === "node" ? { ...row, users: row.isUp ? usersAt(row) : 0 } : row));
}

function usersAt({ id, data }: NodeShown): number {
  const reader = new SqliteReader(data);
  try {
    const { network } = stateAt(reader, { kind: "position", position: reader.lastPosition() });
    return usersOf(network.state, {}).filter(({ user }) => user.startsWith(`${id}.`)).length;
  } finally {
    reader.close();
  }
}
