// Where peers connect: links over TLS, opened beside the listeners for clients. Loaded only where links are configured.
import type { Node, NodeOptions } from "../../node.ts";
import type { Ports } from "../../record/ports.ts";
import type { LinkSettings } from "./links.ts";
import { type Place, refusal, shownPlace } from "./listen.ts";

export interface LinkListeners {
  /** What the node is given; without a peer or a listener it is alone. */
  readonly options: Pick<NodeOptions, "identity" | "links">;
  /** Gives the places that were bound. Throws Complaint. */
  listen(node: Node): Promise<readonly Place[]>;
  close(): Promise<void>;
}

export async function linkListeners(settings: LinkSettings, { scheduler }: Ports): Promise<LinkListeners> {
  const { identity, peers, listen } = settings;
  if (peers.length === 0 && listen.length === 0) {
    return { options: { identity }, listen: () => Promise.resolve([]), close: () => Promise.resolve() };
  }
  const { TlsTransport } = await import("../../link/tls-transport.ts");
  const transport = new TlsTransport({ scheduler });
  return {
    options: { identity, links: { transport } },
    listen: async (node) => {
      const bound: Place[] = [];
      for (const place of listen) {
        const accept = (node.links as NonNullable<typeof node.links>).accept;
        const at = await transport.listen(shownPlace(place.host, place.port), accept).catch((error: unknown) => {
          throw refusal(place, error);
        });
        bound.push({ host: at.address, port: at.port });
      }
      return bound;
    },
    close: () => transport.close(),
  };
}
