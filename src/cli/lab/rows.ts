// What a lab tells of itself: rows, as JSON and as text for people.
import type { Topology } from "./shape.ts";

export interface LabShown {
  readonly kind: "lab";
  readonly data: string;
  readonly nodes: number;
  readonly topology: Topology;
  readonly basePort: number;
  readonly graceMs: number;
}

export interface NodeShown {
  readonly kind: "node";
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly isUp: boolean;
  readonly pid: number | null;
  /** Its own users, where that was asked for. */
  readonly users?: number;
}

export interface LinkShown {
  readonly kind: "link";
  readonly between: readonly [number, number];
  readonly ids: readonly [string, string];
  /** "lost": nothing is cut, and still they are not linked, as when one of the nodes is down. */
  readonly state: "there" | "cut" | "lost";
}

export type Row = LabShown | NodeShown | LinkShown;

export const jsonRows = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

export const textRows = (rows: readonly Row[]): string => rows.map((row) => `${textOf(row)}\n`).join("");

function textOf(row: Row): string {
  if (row.kind === "lab") return `a ${row.topology} of ${row.nodes} nodes in ${row.data}`;
  if (row.kind === "link") return `  link ${row.between.join("-")}  ${row.state}`;
  const { number, id, name, host, port, isUp, pid, users } = row;
  const count = users === undefined ? "" : `  ${users} ${users === 1 ? "user" : "users"}`;
  const state = isUp ? `up    ${host}:${port}  pid ${pid}${count}` : "down";
  return `  node ${number}  ${id}  ${name}  ${state}`;
}
