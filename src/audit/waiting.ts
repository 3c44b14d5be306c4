// Users as late events speak of them, before these are folded: their names, and where they were. It stands in for the
// state with what an event says on its face, and judges no claim.
import type { AnyEvent, Event } from "../../events/envelope.ts";
import { type ChannelId, casefold, type UserId } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import type { State, UserRow } from "../../projections/state.ts";
import { nickOf } from "../../projections/users.ts";

interface Shade {
  user: UserRow;
  readonly channels: Set<ChannelId>;
  /** It is about what will not be folded. */
  isKept: boolean;
}

const NOTHING: readonly Change[] = [];

export class Waiting {
  readonly #state: State;
  readonly #shades = new Map<UserId, Shade>();

  constructor(state: State) {
    this.#state = state;
  }

  /** As the events that wait have them; undefined where none speaks of the user. */
  userOf(id: UserId): UserRow | undefined {
    return this.#shades.get(id)?.user;
  }

  channelsOf(id: UserId): Iterable<ChannelId> {
    return this.#shades.get(id)?.channels ?? this.#state.members.ofUser(id).keys();
  }

  /** Whether there are events that wait of the user whom the event is about. */
  speaksOf(event: AnyEvent): boolean {
    const id = this.#shades.size === 0 ? undefined : subjectOf(event);
    return id !== undefined && this.#shades.has(id);
  }

  /** What the event would change, by what is known of its user. `isKept`: it will not be folded. */
  take(event: AnyEvent, isKept: boolean): readonly Change[] {
    if (event.type === "CONNECT") return this.#connect(event, isKept);
    const id = subjectOf(event);
    const shade = id === undefined ? undefined : this.#shadeOf(id, isKept);
    return shade === undefined ? NOTHING : changed(event, shade);
  }

  /** The events are in the state now, but for those that never will be. */
  folded(): void {
    for (const [id, { isKept }] of this.#shades) if (!isKept) this.#shades.delete(id);
  }

  #connect(event: Event<"CONNECT">, isKept: boolean): readonly Change[] {
    const { actor: id, at, origin } = event;
    if (id === undefined) return NOTHING;
    const { nick, username, host, realname } = event.body;
    const names = { nick, folded: casefold(nick), username, host, realname };
    const user: UserRow = { id, origin, ...names, connectedAt: at, modes: "" };
    this.#shades.set(id, { user, channels: new Set(), isKept });
    return [{ kind: "connected", user }];
  }

  #shadeOf(id: UserId, isKept: boolean): Shade | undefined {
    const known = this.#shades.get(id);
    if (known !== undefined) {
      known.isKept ||= isKept;
      return known;
    }
    const row = this.#state.users.get(id);
    if (row === undefined) return undefined;
    const user = { ...row, nick: nickOf(this.#state, row) };
    const shade = { user, channels: new Set(this.#state.members.ofUser(id).keys()), isKept };
    this.#shades.set(id, shade);
    return shade;
  }
}

/** Whom it happens to. */
function subjectOf(event: AnyEvent): UserId | undefined {
  const isDoneTo = event.type === "KILL" || event.type === "KICK" || event.type === "CHGHOST";
  return isDoneTo ? event.body.target : event.actor;
}

function changed(event: AnyEvent, shade: Shade): readonly Change[] {
  const before = shade.user;
  switch (event.type) {
    case "JOIN":
      shade.channels.add(event.body.channel);
      return NOTHING;
    case "PART":
    case "KICK":
      shade.channels.delete(event.body.channel);
      return NOTHING;
    case "NICK":
      shade.user = { ...before, nick: event.body.nick, folded: casefold(event.body.nick) };
      return [{ kind: "renamed", user: shade.user, from: before.nick, to: event.body.nick }];
    case "SETNAME":
      shade.user = { ...before, realname: event.body.realname };
      return [{ kind: "realname", user: shade.user }];
    case "CHGHOST":
      shade.user = { ...before, username: event.body.username, host: event.body.host };
      return [{ kind: "host", user: shade.user, before }];
    case "QUIT":
    case "KILL": {
      const channels = [...shade.channels].sort();
      shade.channels.clear();
      return [{ kind: "ended", user: before, nick: before.nick, channels }];
    }
    default:
      return NOTHING;
  }
}
