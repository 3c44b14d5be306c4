// Which exchange a connection gets once the peer is known: that of a link, or that of a second connection.

import type { Vector } from "../record/vector.ts";
import { BulkExchange } from "./bulk-exchange.ts";
import { Exchange } from "./exchange.ts";
import type { Hello } from "./handshake.ts";
import type { Link, LinkEvents, LinkExchange } from "./link.ts";
import type { Peer } from "./ports.ts";
import type { Shared } from "./shared.ts";

export interface ExchangesOptions {
  readonly shared: Shared;
  readonly events: LinkEvents;
  readonly peers: () => readonly Peer[];
  /** The node goes on from this peer's snapshot. */
  readonly rebased: (from: Link, vector: Vector) => void;
  /** The peer wants to be called for a second connection. */
  readonly called: (peer: Peer) => void;
}

export function exchangeOf(link: Link, hello: Hello, options: ExchangesOptions): LinkExchange {
  const { shared, events, peers, rebased, called } = options;
  const common = { shared, hello, wake: events.wake, send: link.send };
  if (link.isBulk) {
    return new BulkExchange({ ...common, end: (code, reason) => link.end(code, reason) });
  }
  const peer = peers().find(({ key }) => key === link.peer?.key);
  return new Exchange({
    ...common,
    catchingUp: events.catchingUp,
    promised: (promise) => events.promised(link, promise),
    isTrusted: peer?.isTrusted === true,
    peer: peer?.name ?? hello.name,
    rebased: (vector) => rebased(link, vector),
    called: () => {
      if (peer !== undefined) called(peer);
    },
  });
}
