// Whose word counts: addresses that may say for whom they connect.
import { isInside, readNetwork } from "../protocol/cidr.ts";

/** `networks`: addresses and networks, as the configuration has them. */
export function trusts(networks: readonly string[]): (address: string) => boolean {
  const trusted = networks.map(readNetwork).filter((each) => each !== undefined);
  return (address) => {
    const from = readNetwork(address);
    return from !== undefined && trusted.some((network) => isInside(from, network));
  };
}
