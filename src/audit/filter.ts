// Which passages of the record are asked for.
import type { EventType } from "../../events/catalogue.ts";
import { type Casefolded, type ChannelId, casefold } from "../../events/names.ts";
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

export function fits(filter: Filter, passage: EventPassage): boolean {
  const { event } = passage;
  if (filter.types && !filter.types.has(event.type)) return false;
  if (filter.channel !== undefined && !isOfChannel(filter.channel, passage)) return false;
  return filter.nick === undefined || isAbout(filter.nick, passage);
}

function isOfChannel(id: ChannelId, { event, seenIn }: EventPassage): boolean {
  if (event.body !== null && "channel" in event.body) return event.body.channel === id;
  return seenIn.has(id);
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
