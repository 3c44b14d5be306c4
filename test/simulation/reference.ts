// A second opinion on what follows from a record: plain code after the table of the linking design, which imports nothing
// of the program and reads the events as the JSON that they are written in.

export interface Deed {
  readonly origin: string;
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly actor: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RefUser {
  readonly id: string;
  readonly origin: string;
  readonly ident: string;
  nick: string;
  away: boolean;
}

export interface RefChannel {
  readonly id: string;
  /** User → letters of status. */
  readonly members: Map<string, Set<string>>;
  readonly flags: Set<string>;
  readonly settings: Map<string, string>;
  /** "letter mask", as they are. */
  readonly lists: Set<string>;
  topic: string;
}

const fold = (name: string) => name.toLowerCase();

/** The total order: time, origin, number. */
export function inOrder(deeds: readonly Deed[]): readonly Deed[] {
  return [...deeds].sort((a, b) => a.at - b.at || (a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : a.seq - b.seq));
}

export class Reference {
  readonly users = new Map<string, RefUser>();
  /** Folded nick → living claimants, the first one bears it. */
  readonly nicks = new Map<string, string[]>();
  readonly channels = new Map<string, RefChannel>();
  /** Event → what came of it. */
  readonly effects = new Map<string, string>();
  /** The longest queue that a nick had. */
  longestQueue = 0;
  /** Origin → whether it is closed, and of which node it is. */
  readonly #origins = new Map<string, { readonly node: string; isClosed: boolean }>();

  constructor(deeds: readonly Deed[]) {
    for (const deed of deeds) this.effects.set(`${deed.origin}-${deed.seq}`, this.#take(deed));
  }

  #take(deed: Deed): string {
    if (deed.type !== "OPEN" && this.#origins.get(deed.origin)?.isClosed !== false) return "void";
    const take = this.#takers[deed.type];
    return take === undefined ? "no state" : take(deed);
  }

  readonly #takers: Readonly<Record<string, ((deed: Deed) => string) | undefined>> = {
    OPEN: (deed) => this.#open(deed),
    CLOSE: ({ origin }) => this.#closeOrigin(origin),
    CONNECT: (deed) => this.#connect(deed),
    NICK: (deed) => this.#rename(deed),
    QUIT: ({ actor }) => this.#end(actor),
    KILL: ({ body }) => this.#end(String(body.target)),
    AWAY: (deed) => this.#away(deed),
    JOIN: (deed) => this.#join(deed),
    PART: ({ actor, body }) => this.#leave(String(body.channel), actor),
    KICK: ({ body }) => this.#leave(String(body.channel), String(body.target)),
    MODE: (deed) => this.#mode(deed),
    TOPIC: (deed) => this.#topic(deed),
  };

  #open({ origin, body }: Deed): string {
    if (this.#origins.has(origin)) return "void";
    const node = String(body.node);
    for (const [earlier, row] of this.#origins) if (row.node === node && !row.isClosed) this.#closeOrigin(earlier);
    this.#origins.set(origin, { node, isClosed: false });
    return "opened";
  }

  #closeOrigin(origin: string): string {
    const row = this.#origins.get(origin);
    if (row !== undefined) row.isClosed = true;
    for (const user of [...this.users.values()]) if (user.origin === origin) this.#end(user.id);
    return "closed";
  }

  #connect({ actor, origin, body }: Deed): string {
    if (actor === undefined || this.users.has(actor)) return "void";
    const nick = String(body.nick);
    this.users.set(actor, { id: actor, origin, ident: String(body.username).replace("~", ""), nick, away: false });
    return `connected ${this.#claim(nick, actor)}`;
  }

  #claim(nick: string, user: string): string {
    const queue = this.nicks.get(fold(nick)) ?? [];
    queue.push(user);
    this.nicks.set(fold(nick), queue);
    this.longestQueue = Math.max(this.longestQueue, queue.length);
    return queue.length === 1 ? "bearing" : "waiting";
  }

  #release(user: RefUser): void {
    const queue = this.nicks.get(fold(user.nick))?.filter((each) => each !== user.id) ?? [];
    if (queue.length === 0) this.nicks.delete(fold(user.nick));
    else this.nicks.set(fold(user.nick), queue);
  }

  /** A nick that begins with a digit is the user's own UID: it claims nothing. */
  #rename({ actor = "", body }: Deed): string {
    const user = this.users.get(actor);
    const nick = String(body.nick);
    if (user === undefined || user.nick === nick) return "none";
    const isSame = fold(user.nick) === fold(nick);
    if (!isSame) this.#release(user);
    user.nick = nick;
    if (isSame) return "cased";
    return /^\d/.test(nick) ? "withdrawn" : this.#claim(nick, actor);
  }

  #end(id = ""): string {
    const user = this.users.get(id);
    if (user === undefined) return "none";
    for (const channel of [...this.channels.keys()].sort()) this.#leave(channel, id);
    this.#release(user);
    this.users.delete(id);
    return "ended";
  }

  #away({ actor = "", body }: Deed): string {
    const user = this.users.get(actor);
    if (user === undefined) return "none";
    user.away = body.text !== undefined;
    return "away";
  }

  #join({ actor = "", body }: Deed): string {
    const id = String(body.channel);
    const channel = this.channels.get(id);
    if (!this.users.has(actor) || channel?.members.has(actor)) return "none";
    if (channel !== undefined) {
      channel.members.set(actor, new Set());
      return "joined";
    }
    const members = new Map([[actor, new Set("o")]]);
    this.channels.set(id, { id, members, flags: new Set(), settings: new Map(), lists: new Set(), topic: "" });
    return "created";
  }

  #leave(id: string, user = ""): string {
    const channel = this.channels.get(id);
    if (!channel?.members.delete(user)) return "none";
    if (channel.members.size > 0) return "left";
    this.channels.delete(id);
    return "destroyed";
  }

  #mode({ actor = "", body }: Deed): string {
    const channel = this.channels.get(String(body.channel));
    if (!channel?.members.get(actor)?.has("o")) return "no right";
    const changes = body.changes as readonly (readonly [string, string, string, string?])[];
    return changes.map((change) => (this.#change(channel, change) ? "changed" : "so before")).join(" ");
  }

  #change(channel: RefChannel, [sign, kind, letter, value = ""]: readonly [string, string, string, string?]): boolean {
    const isSet = sign === "+";
    if (kind === "setting") {
      const isChanged = channel.settings.get(letter) !== (isSet ? value : undefined);
      if (isSet) channel.settings.set(letter, value);
      else channel.settings.delete(letter);
      return isChanged;
    }
    const set = kind === "flag" ? channel.flags : kind === "list" ? channel.lists : channel.members.get(value);
    const member = kind === "list" ? `${letter} ${value}` : letter;
    if (set === undefined || set.has(member) === isSet) return false;
    if (isSet) set.add(member);
    else set.delete(member);
    return true;
  }

  #topic({ actor = "", body }: Deed): string {
    const channel = this.channels.get(String(body.channel));
    const status = channel?.members.get(actor);
    const text = String(body.text);
    if (channel === undefined || status === undefined || channel.topic === text) return "none";
    if (channel.flags.has("t") && !status.has("o")) return "no right";
    channel.topic = text;
    return "changed";
  }
}
