// A client connection as commands see it: what the socket said of itself, and how far its registration has come.
import type { Micros, UserId } from "../../../events/names.ts";

/** What is known when a connection opens; it never changes. */
export interface Connection {
  readonly address: string;
  readonly port: number;
  /** The host that others see. */
  readonly host: string;
  readonly openedAt: Micros;
}

/**
 * The session's state. It is journaled, so that a turn that is taken back takes it back too.
 * registering → registered → closing; a session that never registers goes to closing at once.
 */
export interface Session {
  readonly phase: "registering" | "registered" | "closing";
  readonly user?: UserId;
  readonly nick?: string;
  readonly username?: string;
  readonly realname?: string;
  readonly password?: "right" | "wrong";
  /** Between CAP LS or REQ and CAP END: registration waits. */
  readonly isNegotiating?: boolean;
}

export const FRESH_SESSION: Session = Object.freeze({ phase: "registering" });

/** Where the lines for a client are put. */
export interface Outlet {
  append(line: string): void;
  /** What is appended from now on is written after all that is held for anybody so far. */
  barrier(): void;
  /** Ends the connection once the turn is committed. */
  close(reason: string): void;
}

export class Client {
  readonly connection: Connection;
  readonly outlet: Outlet;
  /** Changed by `Clients` only. */
  session: Session = FRESH_SESSION;
  /** The connection is gone. */
  isGone = false;
  /** When the user last sent a message. */
  spokeAt: Micros | undefined;

  constructor(connection: Connection, outlet: Outlet) {
    this.connection = connection;
    this.outlet = outlet;
  }
}
