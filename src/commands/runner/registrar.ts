// Makes users of clients: once all that is needed is said and the name of the host is known, or has been waited for
// long enough. What is needed, and what it makes, says registration.ts.
import { welcomeReplies } from "../replies/welcome.ts";
import type { Answers, Asked } from "./answers.ts";
import type { Client, Connection, Intake, Outlet } from "./client.ts";
import type { RunnerOptions } from "./ports.ts";
import { registrationOf } from "./registration.ts";

export interface RegistrarOptions extends RunnerOptions {
  readonly answers: Answers;
  /** What the client asks for in this turn comes from its registration. */
  readonly asks: (asked: Asked) => void;
  readonly tellFailed: (asked: Asked, code: string, about?: string) => void;
  readonly close: (client: Client, reason: string) => void;
  /** Carries out what was waited for, as a command of the client's. */
  readonly resume: (client: Client, act: () => void) => void;
}

export class Registrar {
  readonly #options: RegistrarOptions;

  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  open(opened: Connection, outlet: Outlet, intake: Intake): Client {
    const { connection, naming } = this.#named(opened);
    const client = this.#options.clients.open(connection, outlet, intake);
    client.naming = naming;
    return client;
  }

  /** A gateway has said for whom the client is. */
  readdress(client: Client, change: Partial<Connection>): void {
    const { connection, naming } = this.#named({ ...client.connection, ...change });
    client.naming = naming;
    this.#options.clients.setConnection(client, connection);
  }

  register(client: Client): void {
    const { answers, clients, view, recorder, state, bind, asks, tellFailed, close } = this.#options;
    const found = registrationOf(view, recorder.origin, client.connection, client.session);
    if (found.kind === "waiting") return;
    if (found.kind === "refused") {
      answers.reply(client, found.replies);
      if (found.session) clients.setSession(client, found.session);
      if (found.close !== undefined) close(client, found.close);
      return;
    }
    if (client.naming !== undefined) return this.#awaitName(client, client.naming);
    const asked = { client, verb: "NICK", label: undefined };
    const refusal = recorder.refusal(found.events);
    if (refusal !== undefined) return tellFailed(asked, refusal.code, refusal.about);
    bind(found.user, client.outlet);
    asks(asked);
    for (const draft of found.events) if (!recorder.append(draft)) return;
    clients.setSession(client, { phase: "registered", user: found.user });
    clients.bind(client, found.user, view.now);
    const user = state.users.get(found.user);
    if (user) answers.reply(client, welcomeReplies(view, user));
  }

  /** The connection with the name of its host, where that is known at once; else what will bring it. */
  #named(connection: Connection): { readonly connection: Connection; readonly naming?: Client["naming"] } {
    const { address, host } = connection;
    const name = host === address ? this.#options.hostName(address) : undefined;
    if (typeof name === "string") return { connection: { ...connection, host: name } };
    return { connection, naming: name };
  }

  #awaitName(client: Client, naming: Promise<string | undefined>): void {
    const { clients, resume } = this.#options;
    const go = (host: string | undefined) =>
      resume(client, () => {
        client.naming = undefined;
        if (host !== undefined) clients.setConnection(client, { host });
        this.register(client);
      });
    client.intake.defer(
      naming.then((host) => () => {
        go(host);
        return 0;
      }),
    );
  }
}
