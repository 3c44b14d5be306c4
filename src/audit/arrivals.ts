// Folds events in the order in which a node admitted them. What is late is told at once, by what was known then, and
// put where it belongs together with others: to fold again for each one alone would take the square of the time.
import type { AnyEvent, Recorded } from "../../events/envelope.ts";
import type { ChannelId, UserId } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import type { Network } from "../../projections/network.ts";
import { Timeline } from "../../projections/timeline.ts";
import { Waiting } from "./waiting.ts";

/** Events that can be taken back for one that is late. What is later than that is told, and not folded. */
const MOST = 200_000;
/** So many that are late are put in their places together, or a quarter of what can be taken back if that is more. */
const LEAST_LATE = 1000;

/** What an event brought about, as far as others saw it. */
export interface Effect {
  readonly changes: readonly Change[];
  /** The channels whose members saw a user end, be renamed or shown otherwise. */
  readonly seenIn: ReadonlySet<ChannelId>;
}

const NO_CHANNELS: ReadonlySet<ChannelId> = new Set();
const NOTHING: Effect = { changes: [], seenIn: NO_CHANNELS };

export class Arrivals {
  readonly network: Network;
  readonly isMerged: boolean;
  /** Users as the events say that are not folded yet. */
  readonly waiting: Waiting;
  readonly #timeline: Timeline;
  #late: AnyEvent[] = [];

  /** `isMerged`: events of several nodes are to come; else none is ever late. */
  constructor(network: Network, isMerged: boolean) {
    this.network = network;
    this.isMerged = isMerged;
    this.waiting = new Waiting(network.state);
    this.#timeline = new Timeline(network, isMerged);
  }

  isKnown(user: UserId): boolean {
    return this.network.state.users.has(user) || this.waiting.userOf(user) !== undefined;
  }

  admit(event: Recorded): Effect {
    if (event.body === null) return NOTHING;
    if (!this.isMerged) return this.#effectOf(this.#timeline.settle(event));
    const how = this.#timeline.admit(event);
    if (how === "stateless") return NOTHING;
    if (how === "in order" || how === "in place") {
      if (this.#timeline.length >= 2 * MOST) this.#cut();
      // Of a user whose events wait the state has little or nothing yet.
      const changes = this.waiting.speaksOf(event) ? this.waiting.take(event, false) : this.network.changes;
      return this.#effectOf(changes);
    }
    const changes = this.waiting.take(event, how === "behind the cut");
    const effect = this.#effectOf(changes);
    if (how === "late") this.#late.push(event);
    if (this.#late.length >= Math.max(LEAST_LATE, this.#timeline.length / 4)) this.settle();
    return effect;
  }

  /** Puts what is late where it belongs: from now on the state is that of all that was admitted. */
  settle(): void {
    if (this.#late.length === 0) return;
    this.#timeline.refold(this.#late);
    this.#late = [];
    this.waiting.folded();
  }

  #effectOf(changes: readonly Change[]): Effect {
    if (changes.length === 0) return NOTHING;
    const channels = new Set<ChannelId>();
    for (const change of changes) {
      if (change.kind === "ended") for (const channel of change.channels) channels.add(channel);
      const isShown = change.kind === "renamed" || change.kind === "host" || change.kind === "realname";
      if (isShown) for (const channel of this.waiting.channelsOf(change.user.id)) channels.add(channel);
    }
    return { changes, seenIn: channels };
  }

  #cut(): void {
    this.settle();
    const before = this.#timeline.cutFor(MOST);
    if (before !== undefined) this.#timeline.cut(before);
  }
}
