// A node of the rig that gives snapshots of its log, as a worker beside a real one makes them.
import type { LinkedNode } from "../../src/link/ports.ts";
import { KeptBytes } from "../simulation/snapshots.ts";
import type { RigNode } from "./rig.ts";

/** `before`: what stands before it cannot change any more (microseconds since 1970). */
export function gives(
  node: RigNode,
  before = () => node.cuts.at(-1) ?? node.greatest + 1,
): NonNullable<LinkedNode["snapshots"]> {
  const kept = new KeptBytes(() => node.log);
  const source = {
    toSend: () => kept.toSend(node.log),
    ask: () => {
      if (node.log.hole() === undefined) kept.request(before());
    },
  };
  node.snapshots = source;
  return source;
}
