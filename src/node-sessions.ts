// What sessions tell of their connections, handed to the commands' runner.
import type { Client } from "./commands/runner/client.ts";
import type { Runner } from "./commands/runner/runner.ts";
import { type HeldOutboxes, Outbox } from "./delivery/outbox.ts";
import type { SessionEvents } from "./net/session.ts";
import type { Ports } from "./record/ports.ts";

export interface SessionParts {
  readonly runner: Runner;
  readonly held: HeldOutboxes;
  readonly ports: Ports;
  readonly isGateway: (address: string) => boolean;
}

export function sessionEventsOf({ runner, held, ports, isGateway }: SessionParts): SessionEvents<Client> {
  return {
    open: (writer, { address, port, isSecure = false }) => {
      // A word of a line must not begin with a colon.
      const host = address.startsWith(":") ? `0${address}` : address;
      const connection = { address: host, port, host, isSecure, openedAt: ports.wall() };
      return runner.open(connection, new Outbox(writer, held), writer);
    },
    line: (client, line) => runner.line(client, line),
    fault: (client, fault) => runner.fault(client, fault),
    closed: (client, reason) => runner.closed(client, reason),
    expel: (client, reason) => runner.expel(client, reason),
    ping: (client) => runner.ping(client),
    isRegistered: (client) => client.session.phase === "registered",
    isGateway,
  };
}
