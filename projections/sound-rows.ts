// Whether rows are such as a fold leaves: each of its shape, under its key, and with those of other tables it needs.
// A state that is made of such rows can be read by all who read states; whether it is true, this cannot tell.
import { casefold, nodeOf, numberOf, type Origin, uidOf, userId } from "../events/names.ts";
import { misfit, NETWORK_SHAPES, WHOWAS_SHAPES } from "./row-shapes.ts";
import type { Rows } from "./snapshot.ts";
import type { ChannelRow, InviteRow, LinkRow, MemberRow, NickRow, OriginRow, UserRow } from "./state.ts";
import { type Slot, WHOWAS_ENTRIES } from "./whowas.ts";

export interface RowBounds {
  /** Origin → its last event that is in the rows. */
  readonly vector: Readonly<Record<string, number>>;
  /** The greatest time of an event that is in them; microseconds since 1970. */
  readonly greatest: number;
}

type Pairs<Row> = readonly (readonly [key: string, row: Row])[];

/** What is wrong with the rows of a network: a table, a key and a field, for people; undefined where nothing is. */
export function unsoundRow(rows: Rows, { vector, greatest }: RowBounds): string | undefined {
  return unshaped(rows, NETWORK_SHAPES, greatest) ?? unrelated(rows, vector);
}

/** The same of the rows of a whowas. */
export function unsoundFormer(rows: Rows, { greatest }: RowBounds): string | undefined {
  const wrong = unshaped(rows, WHOWAS_SHAPES, greatest);
  if (wrong !== undefined) return wrong;
  const { value } = tableOf<{ value: number }>(rows, "counter").at(-1)?.[1] ?? { value: 0 };
  return firstWrong<Slot>(rows, "slots", ({ number }) =>
    number < value && number >= value - WHOWAS_ENTRIES ? undefined : "number",
  );
}

/** Each row by itself, and under its key. */
function unshaped(rows: Rows, shapes: typeof NETWORK_SHAPES, latest: number): string | undefined {
  for (const [table, pairs] of Object.entries(rows)) {
    const shape = Object.hasOwn(shapes, table) ? shapes[table] : undefined;
    if (shape === undefined) return `there is no table ${shown(table)}`;
    for (const [key, row] of pairs) {
      const wrong = misfit(shape, key, row, latest);
      if (wrong !== undefined) return inWords(table, key, wrong);
    }
  }
  return undefined;
}

/** What the fold keeps between tables, in both directions. */
function unrelated(rows: Rows, vector: RowBounds["vector"]): string | undefined {
  const origins = new Map(tableOf<OriginRow>(rows, "origins"));
  const users = new Map(tableOf<UserRow>(rows, "users"));
  const channels = new Map(tableOf<ChannelRow>(rows, "channels"));
  for (const [table, { size }] of Object.entries({ origins, users, channels })) {
    if (size !== rows[table]?.length && size > 0) return `table ${table} has a key twice`;
  }
  const invites = tableOf<InviteRow>(rows, "invites");
  const members = new Set(invites.length === 0 ? [] : tableOf<MemberRow>(rows, "members").map(([key]) => key));
  const isOpen = (origin: Origin) => origins.get(origin)?.isClosed === false;
  const claimed = new Set<string>();
  const peopled = new Set<string>();
  const ofPair = ({ channel, user }: MemberRow | InviteRow) => {
    if (!channels.has(channel)) return "channel";
    return users.has(user) ? undefined : "user";
  };
  return (
    firstWrong<OriginRow>(rows, "origins", ({ origin, node }) => (nodeOf(origin) === node ? undefined : "node")) ??
    firstWrong<LinkRow>(rows, "links", ({ origin }) => (isOpen(origin) ? undefined : "origin")) ??
    firstWrong<NickRow>(rows, "nicks", ({ claims }, key) => {
      for (const { user } of claims) {
        if (claimed.has(user) || users.get(user)?.folded !== key) return "claims";
        claimed.add(user);
      }
      return claims.length > 0 ? undefined : "claims";
    }) ??
    firstWrong<UserRow>(rows, "users", (row) => userMisfit(row, origins.get(row.origin), claimed)) ??
    firstWrong<MemberRow>(rows, "members", (row) => {
      peopled.add(row.channel);
      return ofPair(row);
    }) ??
    firstWrong<ChannelRow>(rows, "channels", ({ id }) => (peopled.has(id) ? undefined : "members")) ??
    firstWrong<InviteRow>(rows, "invites", (row, key) => (members.has(key) ? "key" : ofPair(row))) ??
    firstWrong<{ seq: number }>(rows, "applied", ({ seq }, origin) => {
      const last = Object.hasOwn(vector, origin) ? (vector[origin] as number) : 0;
      return seq <= last ? undefined : "seq";
    })
  );
}

/** A user lives in an epoch that is open, and claims the nick; who goes by their UID claims nothing. */
function userMisfit(row: UserRow, origin: OriginRow | undefined, claimed: ReadonlySet<string>): string | undefined {
  const { id, nick, folded } = row;
  if (origin?.isClosed !== false) return "origin";
  const number = numberOf(id);
  const isNumbered = number >= 0 && number < origin.nextUser && id === userId(origin.origin, number);
  if (!isNumbered) return "id";
  if (folded !== casefold(nick)) return "folded";
  return claimed.has(id) || folded === casefold(uidOf(id)) ? undefined : "nick";
}

function firstWrong<Row>(
  rows: Rows,
  table: string,
  relation: (row: Row, key: string) => string | undefined,
): string | undefined {
  for (const [key, row] of tableOf<Row>(rows, table)) {
    const wrong = relation(row, key);
    if (wrong !== undefined) return inWords(table, key, wrong);
  }
  return undefined;
}

/** Of rows that have their shape: whose keys are strings, or nobody asks for them. */
const tableOf = <Row>(rows: Rows, table: string) => (rows[table] ?? []) as unknown as Pairs<Row>;

const KEY_LENGTH = 80;
const shown = (key: string) => JSON.stringify(key.slice(0, KEY_LENGTH));

function inWords(table: string, key: unknown, field: string): string {
  const which = typeof key === "string" ? shown(key) : typeof key === "number" ? key : "what is no key";
  return `table ${table}, row ${which}: its ${/^\w{1,20}$/.test(field) ? field : shown(field)} cannot be so`;
}
