// The digest of a past state, by which two nodes, or a node and its log, are compared.
import { digestOf as digestOfState } from "../../projections/digest.ts";
import type { Past } from "./state-at.ts";

/** sha256 over the canonical text of the state, in hex. */
export function digestOf({ network }: Past): string {
  return digestOfState(network.state);
}
