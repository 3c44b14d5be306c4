// Masks of where connections come from: an address, a network, or a mask of a host name.
import { casefold } from "../../../events/names.ts";
import { isInside, readNetwork } from "../../protocol/cidr.ts";
import { matches } from "../../protocol/masks.ts";
import type { Connection } from "./client.ts";

export function isFrom(mask: string, { address, host }: Pick<Connection, "address" | "host">): boolean {
  const network = readNetwork(mask);
  if (network === undefined) {
    const folded = casefold(mask);
    return [address, host].some((each) => matches(folded, casefold(each)));
  }
  const from = readNetwork(address);
  return from !== undefined && isInside(from, network);
}
