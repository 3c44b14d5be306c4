// What operators are told of the network: server notices for those with user mode s, and WALLOPS for all with mode w.
// A notice says what an event changed; what is no event comes as a text.
import type { AnyEvent } from "../../events/envelope.ts";
import type { Micros, UserId } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import { hasPrivilege, type Privilege } from "../../projections/operators.ts";
import type { BanRow, State, UserRow } from "../../projections/state.ts";
import { actorPrefixOf, nickOf, prefixOf } from "../../projections/users.ts";
import { CHGHOST, has } from "../protocol/capabilities.ts";
import { writeModeChanges } from "../protocol/mode-changes.ts";
import { numericLine, numericRest } from "../protocol/numeric-line.ts";
import { RPL_VISIBLEHOST } from "../protocol/numerics.ts";
import { toLine } from "../protocol/text.ts";
import { Form } from "./form.ts";
import type { Recipients } from "./recipients.ts";

const RECEIVES_NOTICES = "s";
const RECEIVES_WALLOPS = "w";

export interface NoticesOptions {
  readonly state: State;
  readonly recipients: Recipients;
  readonly server: string;
}

export class Notices {
  readonly #options: NoticesOptions;

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** Called for each admitted event, after delivery. */
  observe(event: AnyEvent, changes: readonly Change[]): void {
    if (event.type === "WALLOPS") return this.#wallops(event);
    for (const change of changes) if (change.kind === "host") this.#visibleHost(change.user, event.at);
    if (this.#options.state.officers.size === 0) return;
    if (event.type === "ADDRESS") return this.#connected(event);
    if (event.type === "OPER") this.#opered(event);
    for (const change of changes) {
      const text = this.#textOf(event, change);
      if (text !== undefined) this.tell(text, event.at);
    }
  }

  /** Within a turn. `only`: those without this privilege are passed over. */
  tell(text: string, at: Micros, only?: Privilege): void {
    this.#send(at, (user) => (only === undefined || hasPrivilege(user, only) ? text : undefined));
  }

  #send(at: Micros, textFor: (user: UserRow) => string | undefined): void {
    const { state, recipients, server } = this.#options;
    for (const id of state.officers) {
      const user = state.users.get(id);
      const outbox = recipients.of(id);
      if (!user || !outbox || !user.modes.includes(RECEIVES_NOTICES) || !hasPrivilege(user, "notices")) continue;
      const text = textFor(user);
      if (text === undefined) continue;
      const line = toLine(`:${server} NOTICE ${nickOf(state, user)} :*** Notice -- ${text}`);
      outbox.append(new Form(line, { at }).for(outbox.capabilities));
    }
  }

  /** The address is told to those who may see addresses. */
  #connected(event: AnyEvent & { readonly type: "ADDRESS" }): void {
    const user = event.actor && this.#options.state.users.get(event.actor);
    if (!user) return;
    const text = `Client connecting: ${this.#shown(user)}`;
    this.#send(event.at, (to) => (hasPrivilege(to, "addresses") ? `${text} [${event.body.address}]` : text));
  }

  #opered(event: AnyEvent & { readonly type: "OPER" }): void {
    const { name, privileges } = event.body;
    const text = `${this.#who(event)} is now an operator as ${name} (${privileges || "no privileges"})`;
    this.tell(text, event.at);
  }

  #textOf(event: AnyEvent, change: Change): string | undefined {
    switch (change.kind) {
      case "ended":
        return this.#ended(event, change.user, change.nick);
      case "user-modes":
        return change.removed.includes("o") ? `${this.#shown(change.user)} is no longer an operator` : undefined;
      case "banned":
        return `${this.#who(event)} set ${banText(change.ban)} ${untilText(change.ban)}: ${change.ban.reason}`;
      case "unbanned":
        return event.actor === undefined
          ? `${banText(change.ban)} has expired`
          : `${this.#who(event)} lifted ${banText(change.ban)}`;
      case "modes":
        return event.type === "SAMODE" ? this.#samode(event, change.channel.name) : undefined;
      case "host":
        return `${this.#who(event)} changed the host of ${this.#shown(change.user)}, who was @${change.before.host}`;
      default:
        return undefined;
    }
  }

  /** A node that opens or closes ends its users all at once: that is told by its own event. */
  #ended(event: AnyEvent, user: UserRow, nick: string): string | undefined {
    const shown = `${nick}!${user.username}@${user.host}`;
    const killer = event.actor === user.id ? shown : this.#who(event);
    if (event.type === "KILL") return `${killer} killed ${shown}: ${event.body.reason}`;
    return event.type === "QUIT" ? `Client exiting: ${shown} (${event.body.reason})` : undefined;
  }

  #samode(event: AnyEvent & { readonly type: "SAMODE" }, channel: string): string {
    const { state } = this.#options;
    const changes = event.body.changes.map(([sign, kind, letter, value]) => {
      const user = kind === "status" ? state.users.get(value as UserId) : undefined;
      const shown = user === undefined ? value : nickOf(state, user);
      return shown ? ([sign, letter, shown] as const) : ([sign, letter] as const);
    });
    return `${this.#who(event)} used SAMODE ${channel} ${writeModeChanges(changes)}`;
  }

  #wallops(event: AnyEvent & { readonly type: "WALLOPS" }): void {
    const { state, recipients, server } = this.#options;
    const actor = event.actor && state.users.get(event.actor);
    const source = actor ? prefixOf(state, actor) : server;
    const form = new Form(toLine(`:${source} WALLOPS :${event.body.text}`), { at: event.at });
    for (const [id, outbox] of recipients.locals()) {
      if (state.users.get(id)?.modes.includes(RECEIVES_WALLOPS)) outbox.append(form.for(outbox.capabilities));
    }
  }

  /** A client that does not know CHGHOST learns its own host all the same. */
  #visibleHost(user: UserRow, at: Micros): void {
    const { state, recipients, server } = this.#options;
    const outbox = recipients.of(user.id);
    if (!outbox || has(outbox.capabilities, CHGHOST)) return;
    const rest = numericRest(RPL_VISIBLEHOST, [user.host]);
    const form = new Form(numericLine(server, nickOf(state, user), RPL_VISIBLEHOST, rest), { at });
    outbox.append(form.for(outbox.capabilities));
  }

  #who({ actor, origin }: AnyEvent): string {
    const user = actor && this.#options.state.users.get(actor);
    return user ? actorPrefixOf(this.#options.state, user) : (actor ?? origin);
  }

  #shown(user: UserRow): string {
    return prefixOf(this.#options.state, user);
  }
}

const banText = ({ kind, mask }: BanRow) => `${kind} ${mask}`;
const untilText = ({ until }: BanRow) => (until === 0 ? "for good" : `until ${new Date(until / 1000).toISOString()}`);
