// A client connection as commands see it: what the socket said of itself, and how far its registration has come.
import type { Casefolded, ChannelId, Micros, UserId } from "../../../events/names.ts";
import type { Capabilities } from "../../protocol/capabilities.ts";

/** What is known when a connection opens; it never changes. */
export interface Connection {
  /** Over TLS, or handed on by a gateway that says so. */
  readonly isSecure: boolean;
  readonly address: string;
  readonly port: number;
  /** The host's name where one is known, else the address; others see its cloak. */
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
  /** What was negotiated. */
  readonly capabilities: Capabilities;
  /** The version of CAP LS: 302 and later are told of changes without asking. */
  readonly capVersion?: number;
  /** Set by AWAY before the registration is complete (IRCv3 pre-away). */
  readonly away?: string;
  /** The nicks that the user monitors. */
  readonly monitored?: readonly Casefolded[];
  /** When the user knocked at which channel, within the last minute before the last KNOCK. */
  readonly knocks?: ReadonlyMap<ChannelId, Micros>;
}

export const FRESH_SESSION: Session = Object.freeze({ phase: "registering", capabilities: 0 });

/** Where the lines for a client are put. */
export interface Outlet {
  /** In which form the client is told things; changed by `Clients` only. */
  capabilities: Capabilities;
  /** From now on what is appended is kept apart, until `captured` takes it. */
  capture(): void;
  /** The lines since `capture`, each with its end; undefined if the turn was taken back in the meantime. */
  captured(): readonly string[] | undefined;
  append(line: string): void;
  /** What is appended from now on is written after all that is held for anybody so far. */
  barrier(): void;
  /** Ends the connection once the turn is committed. */
  close(reason: string): void;
}

/** Where a client's lines come from. */
export interface Intake {
  /** Lets the client's lines wait for slow work; then what it came to is carried out, and gives its cost. */
  defer(work: Promise<() => number>): void;
  /** The connection counts as one from this address from now on. */
  readdress(address: string): void;
}

export class Client {
  /** Changed by `Clients` only, where a gateway says for whom it connects. */
  connection: Connection;
  readonly outlet: Outlet;
  readonly intake: Intake;
  /** Changed by `Clients` only. */
  session: Session = FRESH_SESSION;
  /** The connection is gone. */
  isGone = false;
  /** The name of its host is being asked for: no user is made of it before. */
  naming: Promise<string | undefined> | undefined;
  /** When the user last sent a message. */
  spokeAt: Micros | undefined;

  constructor(connection: Connection, outlet: Outlet, intake: Intake) {
    this.connection = connection;
    this.outlet = outlet;
    this.intake = intake;
  }
}
