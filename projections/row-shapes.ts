// What rows look like, table by table: those that a fold wrote down, and that come from a file or from somebody else,
// are looked at before anything is made of them. Each by itself: what holds between tables is another matter.

import { linkKey } from "./links.ts";
import { banKey } from "./operators.ts";
import type {
  BanRow,
  ChannelRow,
  InviteRow,
  LinkRow,
  ListEntry,
  MemberRow,
  NickRow,
  OriginRow,
  UserRow,
} from "./state.ts";
import { type Slot, WHOWAS_ENTRIES } from "./whowas.ts";

/** `latest`: no time is after it; microseconds since 1970. */
type Fits = (value: unknown, latest: number) => boolean;
type Shape<Row> = { readonly [Field in keyof Row]-?: Fits };

interface RowShape {
  readonly fields: readonly (readonly [name: string, fits: Fits])[];
  /** The key under which the row stands; undefined where the row does not say. */
  readonly keyOf: (row: never) => unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Fits = (value) => typeof value === "string";
const truth: Fits = (value) => typeof value === "boolean";
const whole: Fits = (value) => Number.isSafeInteger(value);
const count: Fits = (value) => whole(value, 0) && (value as number) >= 0;
const time: Fits = (value, latest) => count(value, 0) && (value as number) <= latest;
const optional =
  (fits: Fits): Fits =>
  (value, latest) =>
    value === undefined || fits(value, latest);
const listOf =
  (fits: Fits): Fits =>
  (value, latest) =>
    Array.isArray(value) && value.every((each) => fits(each, latest));
const oneOf =
  (...words: readonly string[]): Fits =>
  (value) =>
    words.includes(value as string);
/** Letters of modes, one each, to what is set. */
const byLetter =
  (fits: Fits): Fits =>
  (value, latest) =>
    isObject(value) && Object.entries(value).every(([letter, each]) => letter.length === 1 && fits(each, latest));

function objectOf<Row>(shape: Shape<Row>): Fits {
  const fields = Object.entries<Fits>(shape);
  return (value, latest) => isObject(value) && misfitIn(fields, value, latest) === undefined;
}

/** The first field that does not fit, or is one too many. */
function misfitIn(fields: RowShape["fields"], row: Readonly<Record<string, unknown>>, latest: number) {
  let there = 0;
  for (const [name, fits] of fields) {
    const value = row[name];
    if (!fits(value, latest)) return name;
    if (value !== undefined) there++;
  }
  // Counted without a list of the names: this is asked of each row.
  for (const _name in row) there--;
  return there === 0 ? undefined : Object.keys(row).find((name) => !fields.some(([known]) => known === name));
}

function shapeOf<Row>(shape: Shape<Row>, keyOf: (row: Row) => unknown): RowShape {
  return { fields: Object.entries<Fits>(shape), keyOf };
}

const pairKey = ({ channel, user }: InviteRow | MemberRow) => `${channel} ${user}`;
const listEntry = objectOf<ListEntry>({ mask: text, by: text, at: time });

/** Of the tables of a network. */
export const NETWORK_SHAPES: Readonly<Record<string, RowShape>> = {
  origins: shapeOf<OriginRow>(
    {
      ...{ origin: text, node: text, name: text, software: text, openedAt: time, isClosed: truth },
      ...{ key: optional(text), understands: optional(text), nextUser: whole },
    },
    ({ origin }) => origin,
  ),
  links: shapeOf<LinkRow>({ origin: text, peer: text, session: text, at: time }, ({ origin, peer }) =>
    linkKey(origin, peer),
  ),
  users: shapeOf<UserRow>(
    {
      ...{ id: text, origin: text, nick: text, folded: text, username: text, host: text, realname: text },
      ...{ connectedAt: time, modes: text, away: optional(text) },
      operator: optional(objectOf({ name: text, privileges: listOf(text) })),
    },
    ({ id }) => id,
  ),
  nicks: shapeOf<NickRow>({ claims: listOf(objectOf({ user: text, at: time })) }, () => undefined),
  channels: shapeOf<ChannelRow>(
    {
      ...{ id: text, name: text, createdAt: time, flags: text },
      topic: optional(objectOf({ text, by: text, at: time })),
      settings: byLetter(text),
      lists: byLetter(listOf(listEntry)),
    },
    ({ id }) => id,
  ),
  members: shapeOf<MemberRow>({ channel: text, user: text, status: text, joinedAt: time }, pairKey),
  invites: shapeOf<InviteRow>({ channel: text, user: text, at: time }, pairKey),
  bans: shapeOf<BanRow>(
    { kind: oneOf("KLINE", "DLINE"), mask: text, reason: text, by: text, at: time, until: whole },
    ({ kind, mask }) => banKey(kind, mask),
  ),
  applied: shapeOf<{ seq: number }>({ seq: count }, () => undefined),
};

/** Of the tables of a whowas. */
export const WHOWAS_SHAPES: Readonly<Record<string, RowShape>> = {
  slots: shapeOf<Slot>(
    {
      ...{ number: count, nick: text, username: text, host: text, realname: text, node: text, endedAt: time },
    },
    ({ number }) => number % WHOWAS_ENTRIES,
  ),
  counter: shapeOf<{ value: number }>({ value: count }, () => "next"),
};

/** What is wrong with a row by itself: a field of it, or its key; undefined where nothing is. */
export function misfit({ fields, keyOf }: RowShape, key: unknown, row: object, latest: number): string | undefined {
  const field = misfitIn(fields, row as Readonly<Record<string, unknown>>, latest);
  if (field !== undefined) return field;
  const own = keyOf(row as never);
  const isKey = own === undefined ? typeof key === "string" : own === key;
  return isKey ? undefined : "key";
}
