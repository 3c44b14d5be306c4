// What LIST is asked for: channels by name, by mask and by figures (ISUPPORT ELIST=CMNTU; Modern IRC, "ELIST").
import { type ChannelId, casefold, channelId, type Micros } from "../../../events/names.ts";
import type { ChannelRow, State } from "../../../projections/state.ts";
import { matches } from "../../protocol/masks.ts";

type Figure = "members" | "made" | "topic";

export interface Conditions {
  /** A channel is shown if it has one of these names or matches one of these masks; all, if there are neither. */
  readonly names: readonly ChannelId[];
  readonly masks: readonly string[];
  /** And if it matches none of these. */
  readonly unwanted: readonly string[];
  /** And if all of these hold. */
  readonly figures: readonly { readonly figure: Figure; readonly isMore: boolean; readonly value: number }[];
}

/** Masks are held against every channel there is: more than this in one LIST are refused. */
const MOST_MASKS = 8;
const FIGURE = /^([CT]?)([<>])(\d{1,9})$/i;
const FIGURES: Readonly<Record<string, Figure>> = { "": "members", C: "made", T: "topic" };
const MINUTE = 60_000_000;

export function readConditions(parameters: readonly string[]): {
  readonly conditions: Conditions;
  readonly excess: readonly string[];
} {
  const names = new Set<ChannelId>();
  const masks = new Set<string>();
  const unwanted = new Set<string>();
  const figures: Conditions["figures"][number][] = [];
  const excess: string[] = [];
  for (const word of parameters.flatMap((each) => each.split(","))) {
    const [, letter, sign, value] = FIGURE.exec(word) ?? [];
    const figure = letter === undefined ? undefined : FIGURES[letter.toUpperCase()];
    if (word === "") continue;
    if (figure) figures.push({ figure, isMore: sign === ">", value: Number(value) });
    else if (isName(word)) names.add(channelId(word));
    else if (masks.size + unwanted.size >= MOST_MASKS) excess.push(word);
    else if (word.startsWith("!")) unwanted.add(casefold(word.slice(1)));
    else masks.add(casefold(word));
  }
  return { conditions: { names: [...names], masks: [...masks], unwanted: [...unwanted], figures }, excess };
}

const isName = (word: string) => word.startsWith("#") && !/[*?]/.test(word);

/** What channels are measured by. */
interface Measure {
  readonly now: Micros;
  /** Members who are here. */
  readonly countOf: (channel: ChannelId) => number;
}

/** A channel all of whose members are out of reach is none of them: nobody is there. */
export function chosenChannels(state: State, conditions: Conditions, measure: Measure): readonly ChannelRow[] {
  const found = candidates(state, conditions).filter((channel) => fits(channel, conditions, measure));
  return state.sight.isWhole ? found : found.filter(({ id }) => measure.countOf(id) > 0);
}

/** By name a channel is found without a walk over all. */
function candidates(state: State, { names, masks }: Conditions): readonly ChannelRow[] {
  if (names.length > 0 && masks.length === 0) return names.flatMap((id) => state.channels.get(id) ?? []);
  const all = [...state.channels.values()];
  if (masks.length === 0) return all;
  return all.filter(({ id }) => names.includes(id) || masks.some((mask) => matches(mask, id)));
}

function fits(channel: ChannelRow, { unwanted, figures }: Conditions, measure: Measure): boolean {
  if (unwanted.some((mask) => matches(mask, channel.id))) return false;
  return figures.every(({ figure, isMore, value }) => {
    const found = figureOf(channel, figure, measure);
    return found !== undefined && (isMore ? found > value : found < value);
  });
}

/** Members, or minutes since; undefined for a channel without a topic, to which no condition on it applies. */
function figureOf(channel: ChannelRow, figure: Figure, { now, countOf }: Measure): number | undefined {
  if (figure === "members") return countOf(channel.id);
  const at = figure === "made" ? channel.createdAt : channel.topic?.at;
  return at === undefined ? undefined : (now - at) / MINUTE;
}
