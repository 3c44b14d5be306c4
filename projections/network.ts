// The fold: state from events, deterministic and total. It reads no clock and no configuration.
// It takes events in their total order; `timeline.ts` sees to that where they come in another.
import type { EventType } from "../events/catalogue.ts";
import type { AnyEvent, Recorded } from "../events/envelope.ts";
import type { Origin } from "../events/names.ts";
import type { Change } from "./changes.ts";
import { setModes, setTopic } from "./channels.ts";
import { link, unlink } from "./links.ts";
import { invite, join, kick, part } from "./members.ts";
import { ban, becomeOperator, changeHost, kill, setModesByRight, unban } from "./operators.ts";
import { close, gone, open } from "./origins.ts";
import { emptyState, type Sight, type State } from "./state.ts";
import { Journal, Table, type Tables } from "./table.ts";
import { connect, quit, rename, setAway, setRealname, setUserModes } from "./users.ts";

const NOTHING: readonly Change[] = [];

export class Network {
  #journal: Journal;
  readonly state: State;
  /** The last number of each origin that was applied: an event that comes twice changes nothing. */
  #applied: Table<Origin, { readonly seq: number }>;
  #changes: readonly Change[] = NOTHING;

  constructor(journal = new Journal(), sight?: Sight) {
    this.#journal = journal;
    this.state = emptyState(journal, sight);
    this.#applied = new Table(journal);
  }

  get journal(): Journal {
    return this.#journal;
  }

  /** Takes over what another fold has come to. All that looks at `state` goes on, and finds it as it is now. */
  adopt(other: Network): void {
    this.#journal = other.#journal;
    this.#applied = other.#applied;
    const { sight } = this.state;
    Object.assign(this.state, other.state, { sight });
  }

  /** All that the fold has come to, by name: what a snapshot of it holds. */
  get tables(): Tables {
    const { users, nicks, channels, members, invites, bans, origins, links } = this.state;
    const applied = this.#applied;
    return { users, nicks, channels, members: members.table, invites: invites.table, bans, origins, links, applied };
  }

  /** What the event admitted last has changed. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** Applies an event whose place is after all that were applied before. */
  admit(event: Recorded): readonly Change[] {
    this.#changes = event.body === null || STATELESS.has(event.type) ? NOTHING : this.#apply(event);
    return this.#changes;
  }

  #apply(event: AnyEvent): readonly Change[] {
    const { origin, seq } = event;
    if (seq <= (this.#applied.get(origin)?.seq ?? 0)) return NOTHING;
    this.#applied.put(origin, { seq });
    return isVoid(this.state, event) ? NOTHING : evolve(this.state, event);
  }
}

/** Types that change no state: the fold need not read their bodies. */
export const STATELESS: ReadonlySet<EventType> = new Set<EventType>([
  "PRIVMSG",
  "NOTICE",
  "TAGMSG",
  "ADDRESS",
  "WALLOPS",
  "KNOCK",
]);

/** Events of an origin that a later epoch or its own CLOSE has closed are history only; so is a second opening. */
function isVoid(state: State, event: AnyEvent): boolean {
  return event.type !== "OPEN" && state.origins.get(event.origin)?.isClosed !== false;
}

function evolve(state: State, event: AnyEvent): readonly Change[] {
  switch (event.type) {
    case "PRIVMSG":
    case "NOTICE":
    case "TAGMSG":
    case "ADDRESS":
    case "WALLOPS":
    case "KNOCK":
      return NOTHING;
    case "OPEN":
      return open(state, event);
    case "CLOSE":
      return close(state, event);
    case "CONNECT":
      return connect(state, event);
    case "NICK":
      return rename(state, event);
    case "QUIT":
      return quit(state, event);
    case "AWAY":
      return setAway(state, event);
    case "UMODE":
      return setUserModes(state, event);
    case "JOIN":
      return join(state, event);
    case "PART":
      return part(state, event);
    case "KICK":
      return kick(state, event);
    case "MODE":
      return setModes(state, event);
    case "TOPIC":
      return setTopic(state, event);
    case "INVITE":
      return invite(state, event);
    case "SETNAME":
      return setRealname(state, event);
    case "OPER":
      return becomeOperator(state, event);
    case "KILL":
      return kill(state, event);
    case "KLINE":
    case "DLINE":
      return ban(state, event);
    case "UNKLINE":
    case "UNDLINE":
      return unban(state, event);
    case "SAMODE":
      return setModesByRight(state, event);
    case "CHGHOST":
      return changeHost(state, event);
    case "LINK":
      return link(state, event);
    case "UNLINK":
      return unlink(state, event);
    case "GONE":
      return gone(state, event);
  }
}
