// Makes an event of a draft, and an entry of an event: the one place where an event is encoded.
import { catalogue, type EventType } from "../../events/catalogue.ts";
import type { HybridClock } from "../../events/clock.ts";
import { encodeBody, encodeHeader } from "../../events/codec.ts";
import { commitmentOf } from "../../events/commitment.ts";
import type { AnyDraft, AnyEvent } from "../../events/envelope.ts";
import type { Origin } from "../../events/names.ts";
import { loweredBody } from "../../events/versions.ts";
import type { State } from "../../projections/state.ts";
import type { Entry } from "./log.ts";
import type { Ports } from "./ports.ts";
import { saltSource } from "./salts.ts";

export interface EntryMakerOptions {
  readonly origin: Origin;
  readonly clock: HybridClock;
  readonly ports: Ports;
  /** What of a private message is stored: its body, only the header with its commitment, or nothing at all. */
  readonly private: "body" | "digest" | "none";
  /** Where there are others: events are written so that all of them can read these. */
  readonly state?: Pick<State, "versions">;
}

export class EntryMaker {
  /** Changed where the node opens another epoch. */
  origin: Origin;
  readonly #options: EntryMakerOptions;
  readonly #salt: () => Uint8Array;

  constructor(options: EntryMakerOptions) {
    this.origin = options.origin;
    this.#options = options;
    this.#salt = saltSource(options.ports.random);
  }

  /**
   * One literal for each shape: an event is made for each message, and spreading a head costs 2 µs. Throws for a draft
   * that a node of the network is too old for: whoever drafts asks before.
   */
  event(draft: AnyDraft, seq: number): AnyEvent {
    const { type, actor, to } = draft;
    const { origin } = this;
    const { state, clock } = this.#options;
    const newest = catalogue[type].version;
    const version = state?.versions.of(type) ?? newest;
    const body = version === newest ? draft.body : loweredBody<EventType>(type, draft.body, version);
    if (body === undefined) throw new Error(`record: not every node understands this ${type}`);
    const at = clock.next();
    if (actor !== undefined) return { origin, seq, at, type, version, actor, body } as AnyEvent;
    if (to !== undefined) return { origin, seq, at, type, version, to, body } as AnyEvent;
    return { origin, seq, at, type, version, body } as AnyEvent;
  }

  /** `onReduced` is given what of a private message the entry leaves out, where others than this node need it. */
  entry(event: AnyEvent, position: number, onReduced?: (whole: Omit<Entry, "position">) => void): Entry {
    const { origin, seq } = event;
    const salt = this.#salt();
    const header = encodeHeader(event);
    const body = encodeBody<EventType>(event.type, event.body);
    if (event.to === undefined || this.#options.private === "body") {
      return { position, origin, seq, header, salt, body, commitment: null };
    }
    if (event.to.length > 1) onReduced?.({ origin, seq, header, salt, body, commitment: null });
    return { position, origin, seq, header, salt: null, body: null, commitment: commitmentOf(salt, body) };
  }
}

/** An entry that another node made. A literal and no spread: this is done for each event that comes. */
export function entryAt(position: number, made: Omit<Entry, "position">): Entry {
  const { origin, seq, header, salt, body, commitment } = made;
  return { position, origin, seq, header, salt, body, commitment };
}

export function noteEntry(position: number, header: string): Entry {
  return { position, origin: null, seq: null, header, salt: null, body: null, commitment: null };
}
