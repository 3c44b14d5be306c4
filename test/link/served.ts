// A node of the rig with real ports and links over real TLS on the loopback.

import type { LinkLimits } from "../../src/link/limits.ts";
import { Links } from "../../src/link/links.ts";
import type { LinkNotice } from "../../src/link/ports.ts";
import { TlsTransport } from "../../src/link/tls-transport.ts";
import { systemPorts } from "../../src/record/system-ports.ts";
import { FailingLog } from "../properties/failing-log.ts";
import { identityOfNode, RigNode } from "./rig.ts";

export interface Served {
  readonly node: RigNode;
  readonly links: Links;
  readonly notices: LinkNotice[];
  readonly port: number;
  close(): Promise<void>;
}

export interface ServedOptions {
  /** Node ids whose keys it knows. */
  readonly known: readonly string[];
  /** Node id → the port at which it is called, or the whole address. */
  readonly calls?: Readonly<Record<string, number | string>>;
  /** Another node whose key it has. */
  readonly keyOf?: string;
  readonly limits?: Partial<LinkLimits>;
  /** Whose snapshots it takes. */
  readonly trusts?: readonly string[];
}

export async function served(
  id: string,
  { known, calls = {}, limits = {}, keyOf = id, trusts = [] }: ServedOptions,
): Promise<Served> {
  const ports = systemPorts();
  const node = new RigNode(id, "e1", { ports, log: new FailingLog(), kept: "digest" });
  const transport = new TlsTransport({ scheduler: ports.scheduler });
  const notices: LinkNotice[] = [];
  const links = new Links({
    ...{ node, ports, transport, limits, network: "Net", private: "digest", identity: identityOfNode(keyOf) },
    peers: known.map((peer) => ({
      name: `${peer.toLowerCase()}.example`,
      address: addressOf(calls[peer]),
      key: identityOfNode(peer).key,
      isCalled: calls[peer] !== undefined,
      isTrusted: trusts.includes(peer),
    })),
    notice: (notice) => notices.push(notice),
  });
  node.onReduced = (entry) => links.keepBody(entry);
  const { port } = await transport.listen("127.0.0.1:0", links.accept);
  links.start();
  const close = async () => {
    links.close("the test is over");
    await transport.close();
  };
  return { node, links, notices, port, close };
}

const addressOf = (place: number | string | undefined) => (typeof place === "number" ? `127.0.0.1:${place}` : place);
