// In which versions events can be written so that every open epoch understands them: worked out anew when an epoch
// opens or closes, and asked for each event. It is no row of the state: it follows from those of the origins.
import type { AnyDraft } from "../events/envelope.ts";
import { BASELINE, loweredBody, OWN_VERSIONS, understoodIn, type Versions } from "../events/versions.ts";

/** What of an origin matters here. */
interface Party {
  readonly name: string;
  readonly node: string;
  readonly isClosed: boolean;
  readonly understands?: string;
}

/** The greatest version that all understand, and one of those who understand no more. */
interface Limit {
  readonly version: number;
  readonly by: Party;
}

export class CommonVersions {
  readonly #origins: { values(): Iterable<Party> };
  readonly #own: Versions;
  readonly #baseline: Versions;
  /** Types that this build could write in a greater version than somebody understands; undefined: to be worked out. */
  #limits: ReadonlyMap<string, Limit> | undefined;

  constructor(origins: { values(): Iterable<Party> }, own = OWN_VERSIONS, baseline = BASELINE) {
    this.#origins = origins;
    this.#own = own;
    this.#baseline = baseline;
  }

  /** An epoch has opened or closed, or that was taken back. */
  changed(): void {
    this.#limits = undefined;
  }

  /** The greatest version of the type that this build can write and every open epoch can read; 0 for none. */
  of(type: string): number {
    const limits = this.#limits ?? this.#workOut();
    return (limits.size === 0 ? undefined : limits.get(type)?.version) ?? this.#own[type] ?? 0;
  }

  /** The node that is too old for the event; undefined if all understand it, in whatever version it will be written. */
  tooOldFor({ type, body }: AnyDraft): Party | undefined {
    const limits = this.#limits ?? this.#workOut();
    const limit = limits.size === 0 ? undefined : limits.get(type);
    if (limit === undefined || loweredBody(type, body, limit.version) !== undefined) return undefined;
    return limit.by;
  }

  #workOut(): ReadonlyMap<string, Limit> {
    const limits = new Map<string, Limit>();
    for (const by of this.#origins.values()) {
      if (by.isClosed) continue;
      const understood = understoodIn(by.understands, this.#baseline);
      for (const [type, own] of Object.entries(this.#own)) {
        const version = understood.get(type) ?? 0;
        if (version < (limits.get(type)?.version ?? own)) limits.set(type, { version, by });
      }
    }
    this.#limits = limits;
    return limits;
  }
}
