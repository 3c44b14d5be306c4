// One link to each peer: which of two connections stays. Both ends must come to the same answer without asking.
import { LinkFault } from "./fault.ts";
import type { Hello, KnownPeer } from "./handshake.ts";
import type { Link } from "./link.ts";

/**
 * Ends one of the two: the fault is the new one's, or the former is ended here. Two that were called at once by both
 * sides: the one that the smaller node id called stays. Else the newer one: nobody calls twice who still has a link.
 */
export function keepOne(former: Link, link: Link, own: string): LinkFault | undefined {
  const { node, origin } = link.hello as Hello;
  const { name, key } = link.peer as KnownPeer;
  const { hello } = former;
  if (hello?.key !== key) return new LinkFault("NODE_ID_IN_USE", `node id ${node} is that of a linked node`);
  const isCrossed = hello.origin === origin && former.isCaller !== link.isCaller;
  if (isCrossed && link.isCaller !== own < node) {
    // The peer would hardly have called if it still heard the former one.
    former.doubt();
    return new LinkFault("ALREADY_LINKED", `${name} is linked by another connection`);
  }
  former.end("REPLACED", "the peer is linked by a newer connection");
  return undefined;
}
