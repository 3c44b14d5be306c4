// Answers: how replies reach their asker, in the form that was negotiated and under the label that was given.
import type { State, UserRow } from "../../../projections/state.ts";
import { nickOf } from "../../../projections/users.ts";
import { BATCH, type Capabilities, has, LABELED_RESPONSE, SERVER_TIME } from "../../protocol/capabilities.ts";
import { labeled, timeText, withTags } from "../../protocol/tags.ts";
import { toLine } from "../../protocol/text.ts";
import type { Client } from "./client.ts";
import { failureText } from "./refusals.ts";
import { fail, type Reply, replyLine } from "./reply.ts";
import type { View } from "./view.ts";

/** later: the command waits for slow work, and is answered when that is done. */
export type Outcome = "done" | "later";

/** A command whose answers were dropped with its turn. */
export interface Asked {
  readonly client: Client;
  readonly verb: string;
  readonly label: string | undefined;
}

/** RFC 2812 §5.2: errors are from 400 to 599. What stands beyond (671, 730 and others) is no refusal. */
const isError = (code: string) => code >= "400" && code < "600";

export class Answers {
  /** Numeric → how many commands were refused with it: a refusal leaves no event. */
  readonly refusals = new Map<string, number>();
  readonly #view: View;
  readonly #state: State;
  #batches = 0;

  constructor(view: View) {
    this.#view = view;
    this.#state = view.state;
  }

  reply(client: Client, replies: readonly Reply[]): "done" {
    if (replies.length === 0) return "done";
    const { capabilities } = client.session;
    const asker = { target: this.target(client), capabilities };
    for (const each of replies) {
      this.#append(client, replyLine(this.#view.node.name, asker, each));
      if ("numeric" in each && isError(each.numeric.code)) this.#refused(each.numeric.code);
    }
    return "done";
  }

  #refused(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  /** A line that is no reply: PING, ERROR. */
  line(client: Client, text: string): void {
    this.#append(client, toLine(text));
  }

  /** Says that a command was not carried out. */
  failed({ client, verb, label }: Asked, code: string, about?: string): void {
    this.labeled(client, label, () => this.reply(client, [fail(verb, code, failureText(code, about))]));
  }

  /** Carries out a command: with a label, all that it brings its sender becomes one labeled response. */
  labeled(client: Client, label: string | undefined, carryOut: () => Outcome): Outcome {
    const { capabilities } = client.session;
    // Several lines come as a batch: without that capability there are no labels.
    const isTaken = has(capabilities, LABELED_RESPONSE) && has(capabilities, BATCH);
    if (label === undefined || !isTaken) return carryOut();
    client.outlet.capture();
    const outcome = carryOut();
    const lines = client.outlet.captured();
    if (lines === undefined || outcome === "later") return outcome;
    const batch = (++this.#batches).toString(36);
    const tags = this.#tags(capabilities);
    client.outlet.append(labeled(label, lines, { batch, server: this.#view.node.name, tags }));
    return outcome;
  }

  /** What the client is called: the nick, "*" before there is one. */
  target(client: Client): string {
    const user = this.actor(client);
    if (user) return nickOf(this.#state, user);
    return client.session.nick || "*";
  }

  actor({ session }: Client): UserRow | undefined {
    return session.user && this.#state.users.get(session.user);
  }

  #append(client: Client, line: string): void {
    client.outlet.append(withTags(this.#tags(client.session.capabilities), line));
  }

  /** Of lines that no event stands behind: they are told now. */
  #tags(capabilities: Capabilities): string {
    return has(capabilities, SERVER_TIME) ? `time=${timeText(this.#view.now)}` : "";
  }
}
