// Which machines could reach each other and when, by the cables alone: what the nodes make of it is held against this.
import type { Cables } from "./cables.ts";
import { addressOf } from "./settings.ts";
import type { World } from "./world.ts";

/** Of each machine the least number of those that it could reach. */
type Groups = readonly number[];

interface Period {
  readonly from: number;
  readonly groups: Groups;
  /** Of each machine those whose news arrive there, as bits. */
  readonly news: readonly number[];
}

/** Silence is noticed after this. */
const NOTICED_WITHIN = 6_000_000;

export class Reach {
  readonly #world: World;
  readonly #cables: Cables;
  readonly #links: readonly (readonly [number, number, unknown])[];
  readonly #machines: number;
  /** In the order of their time. */
  readonly #periods: Period[] = [];

  constructor(world: World, cables: Cables, machines: number, links: readonly (readonly [number, number, unknown])[]) {
    this.#world = world;
    this.#cables = cables;
    this.#machines = machines;
    this.#links = links;
    cables.onChange = () => this.#changed();
    this.#changed();
  }

  /** The machines that a machine can reach now, itself among them. */
  groupOf(machine: number): readonly number[] {
    const { groups } = this.#periods.at(-1) as Period;
    return groups.flatMap((group, each) => (group === groups[machine] ? [each] : []));
  }

  /**
   * Since when two machines cannot reach each other, and nobody has come to the first one who could have brought it older
   * news of the other; undefined if they can.
   */
  partedSince(a: number, b: number): number | undefined {
    let since: number | undefined;
    for (let at = this.#periods.length - 1; at >= 0; at--) {
      const { from, groups, news } = this.#periods[at] as Period;
      if (groups[a] === groups[b]) return since;
      since = from;
      const [now = 0, before = now] = [news[a], this.#periods[at - 1]?.news[a]];
      if ((now & ~before) !== 0) return since;
    }
    return since;
  }

  /** Of two machines that are parted: for how long they could reach each other before, and until when. */
  lastTogether(a: number, b: number): { readonly until: number; readonly lasted: number } | undefined {
    const isTogether = ({ groups }: Period) => groups[a] === groups[b];
    const last = this.#periods.findLastIndex(isTogether);
    const until = this.#periods[last + 1]?.from;
    if (until === undefined) return undefined;
    const before = this.#periods.slice(0, last).findLastIndex((period) => !isTogether(period));
    return { until, lasted: until - (this.#periods[before + 1] as Period).from };
  }

  /** The first time from then on at which two machines could reach each other. */
  togetherFrom(a: number, b: number, time: number): number | undefined {
    const at = this.#periods.findIndex(({ groups }, at) => {
      const isOver = (this.#periods[at + 1]?.from ?? Number.POSITIVE_INFINITY) <= time;
      return !isOver && groups[a] === groups[b];
    });
    const period = this.#periods[at];
    return period && Math.max(period.from, time);
  }

  /** Whether nodes have noticed all that was lost before a time. */
  isNoticed(time: number): boolean {
    return this.#cables.isPlainSince(time - NOTICED_WITHIN);
  }

  /** Whether all was well since then on a way between two machines. */
  isSteadySince(a: number, b: number, time: number): boolean {
    const groups = this.#groups((one, other) => {
      const since = this.#cables.steadySince(addressOf(one), addressOf(other));
      return since !== undefined && since <= time;
    });
    return groups[a] === groups[b];
  }

  #changed(): void {
    const groups = this.#groups((a, b) => this.#cables.openSince(addressOf(a), addressOf(b)) !== undefined);
    const news = this.#news();
    const last = this.#periods.at(-1);
    if (last && isSame(last.groups, groups) && isSame(last.news, news)) return;
    this.#periods.push({ from: this.#world.now, groups, news });
  }

  #news(): number[] {
    const news = Array.from({ length: this.#machines }, (_, machine) => 1 << machine);
    const roads = this.#links
      .flatMap(([a, b]) => [[a, b] as const, [b, a] as const])
      .filter(([from, to]) => this.#cables.carries(addressOf(from), addressOf(to)));
    for (let isMore = true; isMore; ) {
      isMore = false;
      for (const [from, to] of roads) {
        const more = (news[to] as number) | (news[from] as number);
        if (more !== news[to]) isMore = true;
        news[to] = more;
      }
    }
    return news;
  }

  #groups(isLinked: (a: number, b: number) => boolean): Groups {
    const groups = Array.from({ length: this.#machines }, (_, machine) => machine);
    for (const [a, b] of this.#links) {
      const [one, other] = [groups[a] as number, groups[b] as number];
      if (one === other || !isLinked(a, b)) continue;
      const [least, most] = [Math.min(one, other), Math.max(one, other)];
      groups.forEach((group, machine) => {
        if (group === most) groups[machine] = least;
      });
    }
    return groups;
  }
}

const isSame = (a: readonly number[], b: readonly number[]) => a.every((each, at) => each === b[at]);
