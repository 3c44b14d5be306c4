// What is told of links, so that a peer that is tried again and again is told of once: the same thing said of the same
// peer is no news until something else is, and a link that comes and goes is told of when it stays.
import type { Ports } from "../record/ports.ts";
import type { LinkLimits } from "./limits.ts";
import type { LinkNotice } from "./ports.ts";

export interface NewsOptions {
  readonly ports: Ports;
  readonly limits: LinkLimits;
  readonly notice: (notice: LinkNotice) => void;
}

/** What can be wrong with a link. */
type PeerTrouble = Exclude<LinkNotice, { readonly kind: "linked" | "incomplete" }>;

/** What was told of a peer. */
interface Story {
  /** What ended or did not come about last; undefined once a link has lasted. */
  last: string | undefined;
  /** The last link was lost before it had lasted. */
  isUnsteady: boolean;
  /** The link is there and nobody was told yet. */
  held: LinkNotice | undefined;
  /** There is a link that has not lasted yet. */
  cancel: (() => void) | undefined;
}

const MINUTE_MICROS = 60_000_000;
/** Strangers of whom is remembered what was told. */
const STRANGERS = 256;

export class News {
  readonly #options: NewsOptions;
  /** By name: no more than there are peers. */
  readonly #stories = new Map<string, Story>();
  /** Host → what was told of it last. */
  readonly #strangers = new Map<string, string>();
  #minute = 0;
  #toldInMinute = 0;

  constructor(options: NewsOptions) {
    this.#options = options;
  }

  linked(notice: LinkNotice & { readonly kind: "linked" }): void {
    const story = this.#storyOf(notice.peer);
    story.cancel?.();
    if (story.isUnsteady) story.held = notice;
    else this.#options.notice(notice);
    story.cancel = this.#options.ports.scheduler.after(this.#options.limits.steadyMs, () => this.#lasted(story));
  }

  failed(notice: PeerTrouble): void {
    const story = this.#storyOf(notice.peer);
    if (notice.kind === "unlinked") {
      // One that a newer connection took the place of is not lost.
      story.isUnsteady = story.cancel !== undefined && notice.code !== "REPLACED";
      story.cancel?.();
      story.cancel = undefined;
      story.held = undefined;
    }
    const gist = gistOf(notice);
    if (story.last === gist) return;
    story.last = gist;
    this.#options.notice(notice);
  }

  /** Of somebody who is not known, and comes as often as they like: each host's case once, and so many in a minute. */
  stranger(notice: LinkNotice & { readonly kind: "refused" }): void {
    const host = notice.peer.replace(/:\d+$/, "");
    const gist = gistOf(notice);
    if (this.#strangers.get(host) === gist) return;
    const minute = Math.floor(this.#options.ports.wall() / MINUTE_MICROS);
    if (minute !== this.#minute) this.#toldInMinute = 0;
    this.#minute = minute;
    if (++this.#toldInMinute > this.#options.limits.strangersPerMinute) return;
    this.#strangers.delete(host);
    if (this.#strangers.size >= STRANGERS) this.#strangers.delete(this.#strangers.keys().next().value as string);
    this.#strangers.set(host, gist);
    this.#options.notice(notice);
  }

  /** What comes next of the peer is news, whatever was told. */
  forget(peer: string): void {
    const story = this.#stories.get(peer);
    if (story?.cancel === undefined) this.#stories.delete(peer);
    else story.last = undefined;
  }

  stop(): void {
    for (const { cancel } of this.#stories.values()) cancel?.();
  }

  #lasted(story: Story): void {
    const { held } = story;
    story.last = undefined;
    story.isUnsteady = false;
    story.held = undefined;
    story.cancel = undefined;
    if (held !== undefined) this.#options.notice(held);
  }

  #storyOf(peer: string): Story {
    const known = this.#stories.get(peer) ?? { last: undefined, isUnsteady: false, held: undefined, cancel: undefined };
    this.#stories.set(peer, known);
    return known;
  }
}

/** Numbers, such as seconds of a clock that is off, make no news. */
const gistOf = (notice: PeerTrouble) =>
  `${notice.kind} ${"code" in notice ? notice.code : ""} ${notice.reason.replace(/\d+/g, "0")}`;
