// Makes a link of a connection: what this node says of itself in the handshake, and what follows once the peer is
// known.
import { type ExchangesOptions, exchangeOf } from "./exchanges.ts";
import { EVENT_VERSIONS, type HandshakeOptions } from "./handshake.ts";
import { Link } from "./link.ts";
import type { Peer, Wire } from "./ports.ts";

export interface LinkMakerOptions extends ExchangesOptions {
  readonly network: string;
  readonly refusal: NonNullable<HandshakeOptions["refusal"]>;
  /** The public key of a node id, as far as it is known. */
  readonly keyOf: (node: string) => string | undefined;
}

export class LinkMaker {
  readonly #options: LinkMakerOptions;

  constructor(options: LinkMakerOptions) {
    this.#options = options;
  }

  /** `called`: the peer, where this side called. */
  make(wire: Wire, called: Peer | undefined, purpose?: "bulk"): Link {
    const { shared, events, network, peers, refusal, keyOf } = this.#options;
    const { identity, wall, isSigned } = shared;
    const { id, origin, name, software } = shared.node;
    const own = { network, node: id, origin, name, software, events: EVENT_VERSIONS };
    const handshake: HandshakeOptions = {
      ...{ identity, isSigned, now: wall, material: wire.material, peers: peers(), refusal },
      own: purpose === undefined ? own : { ...own, purpose },
      ...(called === undefined ? {} : { expected: called.name }),
      keyOf,
    };
    return new Link({
      ...{ shared, wire, handshake, events },
      isCaller: called !== undefined,
      exchange: (link, hello) => exchangeOf(link, hello, this.#options),
    });
  }
}
