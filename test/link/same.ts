// What linked nodes come to: the same events at each, each once, and per origin in order.
import { expect } from "vitest";
import { headersOf, type RigNode } from "./rig.ts";

export function expectSame(...nodes: readonly RigNode[]): void {
  const [first, ...rest] = nodes.map((node) => headersOf(node).toSorted());
  for (const other of rest) expect(other).toEqual(first);
  for (const node of nodes) expectInOrder(node);
}

/** Nothing twice, no gap, and nothing before what its origin had admitted before it. */
export function expectInOrder(node: RigNode): void {
  const last = new Map<string, number>();
  for (const header of headersOf(node)) {
    const { origin, seq } = JSON.parse(header) as { origin: string; seq: number };
    expect(seq).toBe((last.get(origin) ?? 0) + 1);
    last.set(origin, seq);
  }
}
