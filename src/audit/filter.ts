// Which passages of the record are asked for.
import type { EventType } from "../../events/catalogue.ts";
import { type Casefolded, type ChannelId, casefold } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import type { State } from "../../projections/state.ts";
import type { EventPassage } from "./history.ts";

export interface Filter {
  /**
   * What names the channel, and what its members saw happen to each other: NICK, QUIT, KILL, SETNAME, CHGHOST, an
   * epoch's end.
   */
  readonly channel?: ChannelId;
  /** Whoever bore the nick at that moment: as actor, sender or target. */
  readonly nick?: Casefolded;
  readonly types?: ReadonlySet<EventType>;
}

/** `state` is that after the event. */
export function fits(filter: Filter, passage: EventPassage, state: State): boolean {
  const { event } = passage;
  if (filter.types && !filter.types.has(event.type)) return false;
  if (filter.channel !== undefined && !isOfChannel(filter.channel, passage, state)) return false;
  return filter.nick === undefined || isAbout(filter.nick, passage);
}

function isOfChannel(id: ChannelId, { event, changes }: EventPassage, state: State): boolean {
  if (event.body !== null && "channel" in event.body) return event.body.channel === id;
  return changes.some((change) => isSeenIn(id, change, state));
}

function isSeenIn(id: ChannelId, change: Change, state: State): boolean {
  if (change.kind === "ended") return change.channels.includes(id);
  const isShown = change.kind === "renamed" || change.kind === "host" || change.kind === "realname";
  return isShown && state.members.get(id, change.user.id) !== undefined;
}

function isAbout(nick: Casefolded, passage: EventPassage): boolean {
  const { event, actor, target, others, changes } = passage;
  const borne = [actor?.nick, target?.nick, ...[...others.values()].map((person) => person.nick)];
  if (event.type === "NICK" && event.body !== null) borne.push(event.body.nick);
  if (event.type === "OPEN" || event.type === "CLOSE") {
    for (const change of changes) if (change.kind === "ended") borne.push(change.nick);
  }
  return borne.some((each) => each !== undefined && casefold(each) === nick);
}
