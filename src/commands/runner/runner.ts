// The runner: takes a client's line, makes the generic checks once, asks the command for its decision and carries it
// out. It is the only part of this layer that changes anything, and it does so through ports.
import type { AnyDraft } from "../../../events/envelope.ts";
import type { Origin, UserId } from "../../../events/names.ts";
import type { State, UserRow } from "../../../projections/state.ts";
import { nickOf } from "../../../projections/users.ts";
import { type Message, parse } from "../../protocol/message.ts";
import {
  ERR_INPUTTOOLONG,
  ERR_NEEDMOREPARAMS,
  ERR_NOTREGISTERED,
  ERR_TOOMANYTARGETS,
  ERR_UNKNOWNCOMMAND,
} from "../../protocol/numerics.ts";
import { cut, toLine } from "../../protocol/text.ts";
import { welcomeReplies } from "../replies/welcome.ts";
import type { Client, Connection, Outlet } from "./client.ts";
import type { Clients } from "./clients.ts";
import type { Command, Decision } from "./command.ts";
import { registrationOf } from "./registration.ts";
import type { Registry } from "./registry.ts";
import { notice, type Reply, reply, replyLine } from "./reply.ts";
import { splitTargets } from "./targets.ts";
import type { View } from "./view.ts";

/** The record, as far as the runner needs it. */
export interface Recorder {
  readonly isReady: boolean;
  readonly origin: Origin;
  /** False if the event was not admitted and its turn was taken back. */
  append(draft: AnyDraft): boolean;
  /** Opens a turn if none is open: before anything that a roll-back must undo. */
  touch(): void;
  endOfCommand(): void;
}

export interface RunnerOptions {
  readonly view: View;
  readonly state: State;
  readonly registry: Registry;
  readonly clients: Clients;
  readonly recorder: Recorder;
  /** Ties a new user to the outlet through which they are told things; journaled. */
  readonly bind: (user: UserId, outlet: Outlet) => void;
  /** A command that threw: ours to mend. */
  readonly onDefect: (verb: string, error: unknown) => void;
}

/** What is wrong with a line that cannot be read as a message. */
export type Fault = "too-long" | "not-utf8" | "nul";

const UNKNOWN_COST = 1;
/** Of an unknown verb, as it is echoed. */
const VERB_BYTES = 64;

export class Runner {
  readonly #options: RunnerOptions;
  /** Whose commands were carried out in this turn: told if it is taken back, for their answers are dropped with it. */
  #senders: { readonly client: Client; readonly verb: string }[] = [];
  /** Users whose connection is gone and whose QUIT is not yet committed. */
  readonly #departed = new Map<UserId, string>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  open(connection: Connection, outlet: Outlet): Client {
    return this.#options.clients.open(connection, outlet);
  }

  /** One line without its end. Gives its cost for the sender's flood budget. */
  line(client: Client, line: string): number {
    const { recorder, registry } = this.#options;
    if (isDeaf(client)) return 0;
    const message = parse(line);
    if (message === undefined) return 0;
    recorder.touch();
    const command = registry.get(message.verb);
    if (command === undefined) this.#unknown(client, message.verb);
    else this.#command(client, command, message);
    recorder.endOfCommand();
    return command?.cost ?? UNKNOWN_COST;
  }

  /** A line that is no message: said to its sender, and nothing else happens. */
  fault(client: Client, fault: Fault): void {
    if (isDeaf(client)) return;
    this.#options.recorder.touch();
    if (fault === "too-long") return this.#reply(client, [reply(ERR_INPUTTOOLONG)]);
    const what = fault === "nul" ? "held a NUL character" : "was not UTF-8 (INVALID_UTF8)";
    this.#reply(client, [notice(this.#target(client), `*** Your line ${what} and was not accepted.`)]);
  }

  /** The node asks whether the client is still there. */
  ping(client: Client): void {
    if (isDeaf(client)) return;
    this.#options.recorder.touch();
    client.outlet.append(toLine(`PING :${this.#options.view.node.name}`));
  }

  /** The node ends the connection. */
  expel(client: Client, reason: string): void {
    const { recorder } = this.#options;
    if (isDeaf(client)) return;
    const { session } = client;
    recorder.touch();
    if (session.user !== undefined && recorder.isReady) {
      if (!recorder.append({ type: "QUIT", actor: session.user, body: { reason } })) return;
    }
    this.#close(client, reason);
  }

  /** The connection is gone. */
  closed(client: Client, reason: string): void {
    const { clients, recorder, state } = this.#options;
    if (client.isGone) return;
    const { session } = client;
    recorder.touch();
    clients.forget(client);
    if (session.user === undefined) return;
    // Also where a QUIT stands in this turn already: the turn may be taken back, and nobody is left to send another.
    this.#departed.set(session.user, reason);
    if (recorder.isReady && state.users.has(session.user)) {
      recorder.append({ type: "QUIT", actor: session.user, body: { reason } });
    }
  }

  /** Records the QUIT of users whose connection is gone; called again when the record works again. */
  settleDeparted(): void {
    const { recorder, state } = this.#options;
    if (this.#departed.size === 0) return;
    recorder.touch();
    for (const [actor, reason] of [...this.#departed]) {
      if (!recorder.isReady) return;
      if (state.users.has(actor) && !recorder.append({ type: "QUIT", actor, body: { reason } })) return;
    }
  }

  /** The node stops: each client is told, with nothing after it. */
  farewell(reason: string): void {
    for (const client of this.#options.clients.all()) this.#close(client, reason);
  }

  /** The turn is committed. */
  released(): void {
    this.#senders = [];
    for (const user of this.#departed.keys()) if (!this.#options.state.users.has(user)) this.#departed.delete(user);
  }

  /** The turn was taken back: those who asked for events in it are told. */
  rolledBack(code: string): void {
    const { clients, recorder } = this.#options;
    const senders = this.#senders;
    this.#senders = [];
    recorder.touch();
    clients.sweep();
    for (const { client, verb } of senders) {
      if (!isDeaf(client)) this.#tellFailed(client, verb, code);
    }
  }

  #command(client: Client, command: Command, message: Message): void {
    const actor = this.#actor(client);
    if (actor === undefined && !command.isEarly) return this.#reply(client, [reply(ERR_NOTREGISTERED)]);
    const [fewest, most] = command.parameters;
    if (message.parameters.length < fewest) return this.#reply(client, [reply(ERR_NEEDMOREPARAMS, command.verb)]);
    const parameters = message.parameters.length > most ? message.parameters.slice(0, most) : message.parameters;
    if (command.verb === "PRIVMSG" || command.verb === "NOTICE") client.spokeAt = this.#options.view.now;
    if (command.each === undefined) {
      this.#carryOut(client, command, parameters);
    } else {
      const { requests, excess } = splitTargets(command.each, parameters);
      for (const request of requests) if (!this.#carryOut(client, command, request)) return;
      if (!command.each.isSilent)
        this.#reply(
          client,
          excess.map((target) => reply(ERR_TOOMANYTARGETS, target)),
        );
    }
    if (actor === undefined && command.isEarly) this.#register(client);
  }

  /** False if the turn was taken back, and with it the rest of the command. */
  #carryOut(client: Client, command: Command, parameters: readonly string[]): boolean {
    const { clients, view } = this.#options;
    const { connection, session } = client;
    const actor = this.#actor(client);
    let decision: Decision;
    try {
      decision = command.decide(view, { connection, session, actor, parameters });
    } catch (error) {
      this.#options.onDefect(command.verb, error);
      this.#tellFailed(client, command.verb, "INTERNAL_ERROR");
      return true;
    }
    this.#senders.push({ client, verb: command.verb });
    if (decision.isBarrier) client.outlet.barrier();
    for (const draft of decision.events) if (!this.#append(client, command.verb, draft)) return false;
    if (decision.session) clients.setSession(client, decision.session);
    this.#reply(client, decision.replies);
    if (decision.after) this.#reply(client, decision.after(view));
    if (decision.close !== undefined) this.#close(client, decision.close);
    return true;
  }

  #register(client: Client): void {
    const { clients, view, recorder, state, bind } = this.#options;
    const found = registrationOf(view, recorder.origin, client.connection, client.session);
    if (found.kind === "waiting") return;
    if (found.kind === "refused") {
      this.#reply(client, [found.reply]);
      if (found.session) clients.setSession(client, found.session);
      if (found.close !== undefined) this.#close(client, found.close);
      return;
    }
    if (!recorder.isReady) return this.#tellFailed(client, "NICK", "RECORD_UNAVAILABLE");
    bind(found.user, client.outlet);
    this.#senders.push({ client, verb: "NICK" });
    for (const draft of found.events) if (!this.#append(client, "NICK", draft)) return;
    clients.setSession(client, { phase: "registered", user: found.user });
    clients.bind(client, found.user, view.now);
    const user = state.users.get(found.user);
    if (user) this.#reply(client, welcomeReplies(view, user));
  }

  #append(client: Client, verb: string, draft: AnyDraft): boolean {
    const { recorder } = this.#options;
    if (!recorder.isReady) {
      this.#tellFailed(client, verb, "RECORD_UNAVAILABLE");
      return false;
    }
    return recorder.append(draft);
  }

  /** A client that was only about to register is let go, so that it comes back later by itself. */
  #tellFailed(client: Client, verb: string, code: string): void {
    const why =
      code === "RECORD_UNAVAILABLE" ? "the record cannot be written; try again later" : "an error of this server";
    this.#reply(client, [notice(this.#target(client), `*** ${verb} was not carried out: ${why} (${code})`)]);
    const { phase } = client.session;
    if (phase === "registering" && code === "RECORD_UNAVAILABLE")
      this.#close(client, "The record cannot be written; try again later");
  }

  #unknown(client: Client, verb: string): void {
    const { phase } = client.session;
    this.#reply(client, [
      phase === "registered" ? reply(ERR_UNKNOWNCOMMAND, cut(verb, VERB_BYTES)) : reply(ERR_NOTREGISTERED),
    ]);
  }

  #reply(client: Client, replies: readonly Reply[]): void {
    if (replies.length === 0) return;
    const target = this.#target(client);
    for (const each of replies) client.outlet.append(replyLine(this.#options.view.node.name, target, each));
  }

  #target(client: Client): string {
    const user = this.#actor(client);
    if (user) return nickOf(this.#options.state, user);
    return client.session.nick || "*";
  }

  #actor({ session }: Client): UserRow | undefined {
    return session.user && this.#options.state.users.get(session.user);
  }

  #close(client: Client, reason: string): void {
    this.#options.clients.setSession(client, { phase: "closing" });
    client.outlet.append(toLine(`ERROR :Closing link: ${client.connection.host} (${reason})`));
    client.outlet.close(reason);
  }
}

/** What such a client still sends is passed over. */
const isDeaf = (client: Client) => client.isGone || client.session.phase === "closing";
