// A history turn by turn, with the network before and after each: what every invariant reads.
import { type Line, readLine } from "../model/wire.ts";
import type { History, Invariant, Turn, Violation } from "./history.ts";
import { isError, nickOf } from "./lines.ts";
import { Network, type Room } from "./network.ts";
import type { Offer } from "./offer.ts";
import type { RuleName } from "./rules.ts";

export interface Moment {
  readonly at: number;
  readonly turn: Turn;
  readonly offer: Offer;
  readonly speaker: number;
  /** What the speaker sent. */
  readonly sent: Line;
  readonly before: Network;
  readonly after: Network;
  /** By client, lines that read. */
  readonly heard: readonly (readonly Line[])[];
  /** What the speaker heard. */
  readonly own: readonly Line[];
}

export type Report = (rule: RuleName, seen: string, about?: string) => void;

const known = new WeakMap<History, readonly Moment[]>();

export function momentsOf(history: History): readonly Moment[] {
  const there = known.get(history);
  if (there) return there;
  const { offer, clients, turns } = history;
  let before = new Network(offer, clients);
  const moments = turns.map((turn, at): Moment => {
    const after = before.copy();
    after.take(turn);
    const heard = turn.heard.map((lines) => lines.flatMap((text) => readLine(text) ?? []));
    const sent = readLine(turn.line) ?? { tags: new Map(), source: "", verb: "", parameters: [] };
    const own = heard[turn.client] ?? [];
    const moment = { at, turn, offer, speaker: turn.client, sent, before, after, heard, own };
    before = after;
    return moment;
  });
  known.set(history, moments);
  return moments;
}

/** As it was told at the end. */
export function networkAfter(history: History): Network {
  return momentsOf(history).at(-1)?.after ?? new Network(history.offer, history.clients);
}

/** An invariant from what is judged at each moment. */
export function atEachMoment(judge: (moment: Moment, report: Report) => void): Invariant {
  return (history) => {
    const found: Violation[] = [];
    for (const moment of momentsOf(history)) {
      judge(moment, (rule, seen, about = "") => found.push({ rule, about, turn: moment.at, seen }));
    }
    return found;
  };
}

/** The line with which the server carries out the speaker's own command on a room. */
export function ownEffect({ own, speaker, before, after }: Moment, verb: string, room?: string): Line | undefined {
  return own.find((line) => {
    const source = before.bearer(nickOf(line.source)) ?? after.bearer(nickOf(line.source));
    const isThere = room === undefined || before.offer.fold(line.parameters[0] ?? "") === before.offer.fold(room);
    return line.verb === verb && source === speaker && isThere;
  });
}

export const errorsIn = (lines: readonly Line[]): readonly Line[] => lines.filter(isError);

/** The room that a JOIN of the speaker entered or was refused, as it was before, with the speaker outside. */
export function roomToEnter({ sent, before, speaker }: Moment): Room | undefined {
  if (sent.verb !== "JOIN") return undefined;
  const room = before.room(sent.parameters[0]);
  return room?.members.has(speaker) ? undefined : room;
}
