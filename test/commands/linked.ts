// A state of several nodes as one of them sees it, and commands decided against it: the real fold, the real view, and
// no links. Users are told apart by their nicks.
import { expect } from "vitest";
import { type Bodies, catalogue, type EventType } from "../../events/catalogue.ts";
import type { AnyDraft, AnyEvent } from "../../events/envelope.ts";
import type { Micros, NodeId, Origin, UserId } from "../../events/names.ts";
import { channelId, nodeOf } from "../../events/names.ts";
import { Network } from "../../projections/network.ts";
import { ObserverSight } from "../../projections/sight.ts";
import type { UserRow } from "../../projections/state.ts";
import { Journal } from "../../projections/table.ts";
import { Whowas } from "../../projections/whowas.ts";
import { FRESH_SESSION } from "../../src/commands/runner/client.ts";
import { Clients } from "../../src/commands/runner/clients.ts";
import type { Decision } from "../../src/commands/runner/command.ts";
import { Operators } from "../../src/commands/runner/operators.ts";
import { replyLine } from "../../src/commands/runner/reply.ts";
import type { View } from "../../src/commands/runner/view.ts";
import { viewOf } from "../../src/node-view.ts";
import { STANDARD_REPLIES } from "../../src/protocol/capabilities.ts";
import { parse } from "../../src/protocol/message.ts";
import { commands, configuration } from "../support/virtual-node.ts";
import { VIRTUAL_START, VirtualPorts } from "../support/virtual-ports.ts";

export const A = "1AA.aaaaaa" as Origin;
export const B = "2BB.bbbbbb" as Origin;
export const C = "3CC.cccccc" as Origin;
export const D = "4DD.dddddd" as Origin;
const NAMES: Readonly<Record<string, string>> = { [A]: "irc.a", [B]: "irc.b", [C]: "irc.c", [D]: "irc.d" };

export interface Outcome {
  readonly lines: readonly string[];
  readonly events: readonly AnyDraft[];
}

export class Linked {
  readonly #sight: ObserverSight;
  readonly #network: Network;
  readonly #whowas: Whowas;
  readonly #view: View;
  readonly #seqs = new Map<Origin, number>();
  readonly #users = new Map<string, UserId>();
  #now = VIRTUAL_START;

  /** `own` looks on; the others are opened, and in sight. */
  constructor(own: Origin = A, others: readonly Origin[] = [B, C, D]) {
    const journal = new Journal();
    this.#sight = new ObserverSight(journal, own);
    this.#network = new Network(journal, this.#sight);
    this.#whowas = new Whowas(journal);
    this.#view = this.#makeView(own);
    for (const origin of [own, ...others]) this.open(origin);
    this.#sight.notAlone();
    for (const origin of others) this.#sight.show(origin);
  }

  open(origin: Origin): this {
    const node = nodeOf(origin);
    const name = NAMES[origin] ?? `irc.${node.toLowerCase()}`;
    return this.event(origin, "OPEN", undefined, { node, name, software: `software-of-${node}`, firstUser: 0 });
  }

  event<T extends EventType>(origin: Origin, type: T, actor: UserId | undefined, body: Bodies[T]): this {
    const seq = (this.#seqs.get(origin) ?? 0) + 1;
    this.#seqs.set(origin, seq);
    this.#now += 1_000_000;
    const header = { origin, seq, at: this.#now as Micros, type, version: catalogue[type].version };
    const event = { ...header, ...(actor ? { actor } : {}), body } as AnyEvent;
    this.#whowas.observe(event, this.#network.admit(event));
    return this;
  }

  /** Both ends say so. */
  link(one: Origin, other: Origin): this {
    return this.event(one, "LINK", undefined, { peer: other, session: "s" }).event(other, "LINK", undefined, {
      peer: one,
      session: "s",
    });
  }

  user(origin: Origin, nick: string, ...channels: readonly string[]): this {
    const id = `${origin}.${this.#users.size}` as UserId;
    this.#users.set(nick, id);
    this.event(origin, "CONNECT", id, { nick, username: `~${nick}`, host: "h", realname: `Real ${nick}` });
    for (const name of channels) this.event(origin, "JOIN", id, { channel: channelId(name), name });
    return this;
  }

  does<T extends EventType>(nick: string, type: T, body: Bodies[T]): this {
    const id = this.id(nick);
    return this.event(id.slice(0, id.lastIndexOf(".")) as Origin, type, id, body);
  }

  hide(origin: Origin): this {
    this.#sight.hide(origin);
    return this;
  }

  id(nick: string): UserId {
    return this.#users.get(nick) as UserId;
  }

  /** Decides a line of a local user, changes nothing, and gives replies and events. */
  say(nick: string, line: string): Outcome {
    return decided(this.#view, this.#network.state.users.get(this.id(nick)) as UserRow, line);
  }

  #makeView(own: Origin): View {
    const lastSequence = (origin: Origin) => this.#seqs.get(origin) ?? 0;
    return viewFrom({ own, network: this.#network, whowas: this.#whowas, lastSequence });
  }
}

interface Looked {
  readonly own: Origin;
  readonly network: Network;
  readonly whowas: Whowas;
  readonly lastSequence?: View["lastSequence"];
}

/** A state as an origin in it looks at it. */
export function viewFrom({ own, network, whowas, lastSequence = () => 0 }: Looked): View {
  const ports = new VirtualPorts();
  const node = { id: nodeOf(own) as NodeId, name: NAMES[own] ?? "irc.a", description: "the first" };
  const facts = {
    ...{ ports, registry: commands, software: "own-software", network, whowas },
    clients: new Clients(network.journal),
    operators: new Operators({ offices: [], verify: () => Promise.resolve(false), attemptsPerMinute: 1 }),
    caches: () => [],
    uses: () => new Map<string, number>(),
    refusals: () => new Map<string, number>(),
    reload: () => Promise.resolve({ source: "", problems: [], restart: [] }),
    peers: () => [],
    merges: () => undefined,
    ...{ lastSequence, cloakSecret: "" },
  };
  return viewOf(facts, { ...configuration, node }).view;
}

/** What a line of a user comes to; nothing is changed. */
export function decided(view: View, actor: UserRow, line: string): Outcome {
  const message = parse(line);
  const command = commands.get(message?.verb ?? "");
  if (message === undefined || command === undefined) throw new Error(`no command: ${line}`);
  const session = {
    ...FRESH_SESSION,
    phase: "registered",
    user: actor.id,
    capabilities: STANDARD_REPLIES.bit,
  } as const;
  const connection = {
    address: "192.0.2.1",
    host: "192.0.2.1",
    port: 1,
    isSecure: false,
    openedAt: VIRTUAL_START as Micros,
  };
  const { parameters } = message;
  const decision: Decision = command.decide(view, { actor, session, connection, parameters });
  const replies = [...decision.replies, ...(decision.after?.(view) ?? [])];
  const asker = { target: actor.nick, capabilities: session.capabilities };
  return { lines: replies.map((each) => replyLine("irc.a", asker, each).trimEnd()), events: decision.events };
}

/** A line, an A with three neighbours in a row, and people on all of them. */
export function row(): Linked {
  return new Linked()
    .link(A, B)
    .link(B, C)
    .link(C, D)
    .user(A, "alice", "#c")
    .user(B, "bob", "#c", "#b")
    .user(C, "carol", "#c")
    .user(D, "dave");
}

export function refused(outcome: Outcome, line: string): void {
  expect(outcome).toEqual({ lines: [line], events: [] });
}
