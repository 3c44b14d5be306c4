// The runner: takes a client's line, makes the generic checks once, asks the command for its decision and carries it
// out. It is the only part of this layer that changes anything, and it does so through ports.
import type { AnyDraft, AnyEvent } from "../../../events/envelope.ts";
import type { Change } from "../../../projections/changes.ts";
import { hasPrivilege } from "../../../projections/operators.ts";
import { type Message, parse } from "../../protocol/message.ts";
import {
  ERR_NEEDMOREPARAMS,
  ERR_NOPRIVILEGES,
  ERR_NOTREGISTERED,
  ERR_TOOMANYTARGETS,
  ERR_UNKNOWNCOMMAND,
} from "../../protocol/numerics.ts";
import { labelOf } from "../../protocol/tags.ts";
import { cut } from "../../protocol/text.ts";
import { newlyOffered } from "../replies/offers.ts";
import { bannedReply, banOn, reasonShown } from "../replies/operators-bans.ts";
import { Answers, type Asked, type Outcome } from "./answers.ts";
import type { Client, Connection, Intake, Outlet } from "./client.ts";
import type { Command, Decision } from "./command.ts";
import { Departures } from "./departures.ts";
import { Endings } from "./endings.ts";
import { type Fault, faults } from "./faults.ts";
import type { RunnerOptions } from "./ports.ts";
import { GOODBYES } from "./refusals.ts";
import { Registrar } from "./registrar.ts";
import { type Reply, reply } from "./reply.ts";
import { splitTargets } from "./targets.ts";
import type { NodeFacts } from "./view.ts";

/** What a request brings beside its parameters. */
interface Given {
  readonly tags?: string | undefined;
  readonly prepared?: unknown;
}
const BARE: Given = {};

const UNKNOWN_COST = 1;
/** As sessions give it. */
const FLOODED = "Excess Flood";
/** Of an unknown verb, as it is echoed. */
const VERB_BYTES = 64;

export class Runner {
  /** How often each command was sent: as many entries as there are commands. */
  readonly uses = new Map<string, number>();
  readonly #options: RunnerOptions;
  readonly #answers: Answers;
  readonly #departures: Departures;
  readonly #endings: Endings;
  readonly #registrar: Registrar;
  /** Whose commands were carried out in this turn: told if it is taken back, for their answers are dropped with it. */
  #asked: Asked[] = [];

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#answers = new Answers(options.view);
    this.#departures = new Departures(options.state, options.recorder);
    this.#endings = new Endings({
      ...options,
      tell: (client, line) => this.#answers.line(client, line),
      close: (client, reason) => void (isDeaf(client) || this.#close(client, reason)),
      expel: (client, reason, last) => this.expel(client, reason, last),
    });
    this.#registrar = new Registrar({
      ...options,
      answers: this.#answers,
      asks: (asked) => void this.#asked.push(asked),
      tellFailed: (asked, code, about) => this.#tellFailed(asked, code, about),
      close: (client, reason) => this.#close(client, reason),
      resume: (client, act) => this.#named(client, act),
    });
  }

  get refusals(): ReadonlyMap<string, number> {
    return this.#answers.refusals;
  }

  open(connection: Connection, outlet: Outlet, intake: Intake): Client {
    const client = this.#registrar.open(connection, outlet, intake);
    const ban = banOn(this.#options.view, client.connection, undefined);
    if (ban) this.expel(client, reasonShown(ban), bannedReply(ban));
    return client;
  }

  /** Called for each admitted event: whom it sends away is told once the command is done. */
  observe(event: AnyEvent, changes: readonly Change[]): void {
    this.#endings.observe(event, changes);
  }

  /** One line without its end. Gives its cost for the sender's flood budget. */
  line(client: Client, line: string): number {
    if (isDeaf(client)) return 0;
    const message = parse(line);
    if (message === undefined) return 0;
    const command = this.#options.registry.get(message.verb);
    if (command === undefined) this.#unknown(client, message);
    else this.#carryOut(client, message, () => this.#command(client, command, message));
    return command?.cost ?? UNKNOWN_COST;
  }

  /** A line that is no message: said to its sender, and nothing else happens. */
  fault(client: Client, fault: Fault): void {
    if (isDeaf(client)) return;
    this.#options.recorder.touch();
    this.#answers.reply(client, [faults[fault]]);
  }

  /** The node asks whether the client is still there. */
  ping(client: Client): void {
    if (isDeaf(client)) return;
    this.#options.recorder.touch();
    this.#answers.line(client, `PING :${this.#options.view.node.name}`);
  }

  /** The node ends the connection. `last`: what the client is told before the ERROR. */
  expel(client: Client, reason: string, last?: Reply): void {
    const { recorder } = this.#options;
    if (isDeaf(client)) return;
    const { session } = client;
    recorder.touch();
    if (last) this.#answers.reply(client, [last]);
    // A user's end is told by the event; of those who never became users this is all that is known.
    if (session.user === undefined && reason === FLOODED)
      this.#options.onNotice(`Flood before registration: ${client.connection.address}`);
    if (session.user !== undefined && recorder.isReady) {
      if (!recorder.append({ type: "QUIT", actor: session.user, body: { reason } })) return;
    }
    this.#close(client, reason);
  }

  /** The connection is gone. */
  closed(client: Client, reason: string): void {
    const { clients, recorder } = this.#options;
    if (client.isGone) return;
    const { session } = client;
    recorder.touch();
    clients.forget(client);
    if (session.user !== undefined) this.#departures.add(session.user, reason);
  }

  /** Records the QUIT of users whose connection is gone; called again when the record works again. */
  settleDeparted(): void {
    this.#departures.settle();
    this.#endings.settle();
  }

  /** The configuration changed what is offered: those who asked to hear of it are told. `before`: as it was. */
  offer(before: NodeFacts): void {
    const { clients, recorder, view } = this.#options;
    recorder.touch();
    for (const client of clients.all()) {
      if (!isDeaf(client))
        this.#answers.reply(client, newlyOffered(view, before, client, this.#answers.target(client)));
    }
  }

  /** The node stops: each client is told, with nothing after it. */
  farewell(reason: string): void {
    for (const client of this.#options.clients.all()) this.#close(client, reason);
  }

  /** The turn is committed. */
  released(): void {
    this.#asked = [];
    this.#departures.released();
  }

  /** The turn was taken back: those who asked for events in it are told. */
  rolledBack(code: string): void {
    const asked = this.#asked;
    this.#asked = [];
    this.#endings.drop();
    this.#options.recorder.touch();
    this.#options.clients.sweep();
    for (const each of asked) if (!isDeaf(each.client)) this.#tellFailed(each, code);
  }

  /** Refused or not: if the turn is taken back, who asked is told so, once and under the label. */
  #carryOut(client: Client, { verb, tags }: Pick<Message, "verb" | "tags">, carryOut: () => Outcome): void {
    this.#options.recorder.touch();
    const label = labelOf(tags);
    this.#asked.push({ client, verb: cut(verb, VERB_BYTES), label });
    if (this.#answers.labeled(client, label, carryOut) === "later") this.#asked.pop();
    this.#endings.settle();
    this.#options.recorder.endOfCommand();
  }

  #command(client: Client, command: Command, message: Message): Outcome {
    const { view } = this.#options;
    this.uses.set(command.verb, (this.uses.get(command.verb) ?? 0) + 1);
    const actor = this.#answers.actor(client);
    if (actor === undefined && !command.isEarly) return this.#answers.reply(client, [reply(ERR_NOTREGISTERED)]);
    if (command.privilege !== undefined && !hasPrivilege(actor, command.privilege))
      return this.#answers.reply(client, [reply(ERR_NOPRIVILEGES)]);
    const [fewest, most] = command.parameters;
    if (message.parameters.length < fewest)
      return this.#answers.reply(client, [reply(ERR_NEEDMOREPARAMS, command.verb)]);
    const parameters = message.parameters.length > most ? message.parameters.slice(0, most) : message.parameters;
    if (command.isSpeech) client.spokeAt = view.now;
    const work = command.prepare?.(view, parameters, client.connection);
    const { tags } = message;
    if (work === undefined) return this.#decideEach(client, command, parameters, tags === undefined ? BARE : { tags });
    client.intake.defer(work.then((prepared) => () => this.#resume(client, command, parameters, { tags, prepared })));
    return "later";
  }

  /** The slow work is done: only now the command is carried out, with the label that it came with. */
  #resume(client: Client, command: Command, parameters: readonly string[], given: Given): number {
    if (isDeaf(client)) return 0;
    const asked = given.tags === undefined ? command : { verb: command.verb, tags: given.tags };
    this.#carryOut(client, asked, () => this.#decideEach(client, command, parameters, given));
    return 0;
  }

  /** The name of the client's host is known: what had to wait for it goes on. */
  #named(client: Client, act: () => void): void {
    if (isDeaf(client)) return;
    this.#carryOut(client, { verb: "NICK" }, () => {
      act();
      return "done";
    });
  }

  #decideEach(client: Client, command: Command, parameters: readonly string[], given: Given): "done" {
    const isNew = client.session.user === undefined;
    const { each } = command;
    if (each === undefined) {
      this.#decide(client, command, parameters, given);
    } else {
      const { requests, excess } = splitTargets(each, parameters);
      for (const request of requests) if (!this.#decide(client, command, request, given)) return "done";
      const refused = each.isSilent ? [] : excess.map((target) => reply(ERR_TOOMANYTARGETS, target));
      this.#answers.reply(client, refused);
    }
    if (isNew && command.isEarly) this.#registrar.register(client);
    return "done";
  }

  /** False if the turn was taken back, and with it the rest of the command. */
  #decide(client: Client, command: Command, parameters: readonly string[], { tags, prepared }: Given): boolean {
    const { clients, view, onNotice, onLink } = this.#options;
    const { connection, session } = client;
    const actor = this.#answers.actor(client);
    let decision: Decision;
    try {
      decision = command.decide(view, { connection, session, actor, parameters, tags, prepared });
    } catch (error) {
      this.#options.onDefect(command.verb, error);
      this.#answers.failed({ client, verb: command.verb, label: undefined }, "INTERNAL_ERROR");
      return true;
    }
    if (decision.isBarrier) client.outlet.barrier();
    if (!this.#appendAll(client, command.verb, decision.events)) return false;
    if (decision.notices) for (const text of decision.notices) onNotice(text);
    if (decision.link) onLink(decision.link);
    this.#answers.reply(client, decision.replies);
    if (decision.after) this.#answers.reply(client, decision.after(view));
    // After the answers: what a client has just negotiated holds from the next line on.
    if (decision.session) clients.setSession(client, decision.session);
    if (decision.connection) this.#registrar.readdress(client, decision.connection);
    if (decision.close !== undefined) this.#close(client, decision.close);
    return true;
  }

  /** All of them or none. */
  #appendAll(client: Client, verb: string, drafts: readonly AnyDraft[]): boolean {
    if (drafts.length === 0) return true;
    const { recorder } = this.#options;
    const refusal = recorder.refusal(drafts);
    if (refusal === undefined) return drafts.every((draft) => recorder.append(draft));
    this.#tellFailed({ client, verb, label: undefined }, refusal.code, refusal.about);
    return false;
  }

  /** A client that was only about to register is let go, so that it comes back later, or elsewhere, by itself. */
  #tellFailed(asked: Asked, code: string, about?: string): void {
    const { client } = asked;
    this.#answers.failed(asked, code, about);
    const goodbye = GOODBYES[code];
    if (goodbye !== undefined && client.session.phase === "registering") this.#close(client, goodbye);
  }

  #unknown(client: Client, message: Message): void {
    const isRegistered = client.session.phase === "registered";
    const answer = isRegistered ? reply(ERR_UNKNOWNCOMMAND, cut(message.verb, VERB_BYTES)) : reply(ERR_NOTREGISTERED);
    this.#carryOut(client, message, () => this.#answers.reply(client, [answer]));
  }

  #close(client: Client, reason: string): void {
    this.#options.clients.setSession(client, { phase: "closing" });
    this.#answers.line(client, `ERROR :Closing link: ${client.connection.host} (${reason})`);
    client.outlet.close(reason);
  }
}

/** What such a client still sends is passed over. */
const isDeaf = (client: Client) => client.isGone || client.session.phase === "closing";
