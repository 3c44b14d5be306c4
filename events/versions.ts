// Which versions of which events a node understands, how its opening says so, and how an event is written in an older
// version. It must not say who understands what: the fold knows that.
import { type Bodies, catalogue, type EventType, eventTypes, type Later } from "./catalogue.ts";
import type { Header } from "./envelope.ts";

/** Type of event → the greatest version of it. */
export type Versions = Readonly<Record<string, number>>;

/** What this build reads and writes. */
export const OWN_VERSIONS: Versions = Object.fromEntries(eventTypes.map((type) => [type, catalogue[type].version]));

/** What every node that links understands without saying so: the catalogue of the first build that did. It stays so. */
export const BASELINE: Versions = {
  ...{
    OPEN: 2,
    CLOSE: 1,
    CONNECT: 1,
    ADDRESS: 1,
    NICK: 1,
    QUIT: 1,
    AWAY: 1,
    UMODE: 1,
    JOIN: 1,
    PART: 1,
    KICK: 1,
    MODE: 1,
  },
  ...{
    TOPIC: 1,
    INVITE: 1,
    KNOCK: 1,
    SETNAME: 1,
    PRIVMSG: 2,
    NOTICE: 2,
    TAGMSG: 1,
    OPER: 1,
    KILL: 1,
    KLINE: 1,
    DLINE: 1,
  },
  ...{ UNKLINE: 1, UNDLINE: 1, SAMODE: 1, CHGHOST: 1, WALLOPS: 1, LINK: 1, UNLINK: 1, GONE: 1 },
};

const WORD = /^([A-Z]{1,32}):([1-9][0-9]{0,5})$/;

/** What is understood beyond the baseline, as an opening says it; undefined where that is nothing. */
export function understandsText(own = OWN_VERSIONS, baseline = BASELINE): string | undefined {
  const more = Object.entries(own).filter(([type, version]) => version > (baseline[type] ?? 0));
  return more.length === 0 ? undefined : more.map(([type, version]) => `${type}:${version}`).join(" ");
}

/** What the node of an opening understands: never less than the baseline, and words that do not read say nothing. */
export function understoodIn(text: string | undefined, baseline = BASELINE): ReadonlyMap<string, number> {
  const understood = new Map(Object.entries(baseline));
  for (const word of text?.split(" ") ?? []) {
    const [, type = "", version] = WORD.exec(word) ?? [];
    if (version !== undefined) understood.set(type, Math.max(understood.get(type) ?? 0, Number(version)));
  }
  return understood;
}

const NEWEST = new Map<string, number>(Object.entries(OWN_VERSIONS));

/** Whether this build can read the event's body and judge it. */
export function isKnown({ type, version }: Pick<Header, "type" | "version">): boolean {
  return version <= (NEWEST.get(type) ?? Number.NEGATIVE_INFINITY);
}

/** The body in an older version of its type; undefined where it would say something else there. */
export function loweredBody<T extends EventType>(type: T, body: Bodies[T], version: number): Bodies[T] | undefined {
  const { version: newest, since = {} } = catalogue[type];
  if (version >= newest) return body;
  if (version < 1) return undefined;
  const fields: Record<string, unknown> = { ...body };
  for (const [field, later] of Object.entries<Later>(since)) {
    if (later.version <= version || fields[field] === undefined) continue;
    if (later.isNeeded) return undefined;
    delete fields[field];
  }
  return fields as unknown as Bodies[T];
}
