// The modes of a channel that are not as they were told: its flags, settings and lists, and the status of its members.
import type { ModeChange } from "../../events/catalogue.ts";
import type { AnyEvent } from "../../events/envelope.ts";
import type { ChannelId } from "../../events/names.ts";
import type { ChannelRow } from "../../projections/state.ts";
import type { Shifted } from "./shift.ts";

/** Changes that have one source; what is taken comes before what is given. */
export interface SourcedModes {
  readonly source: string;
  readonly changes: readonly ModeChange[];
  readonly cause: AnyEvent | undefined;
}

export function modeDifferences(
  shifted: Shifted,
  channel: ChannelId,
  sourceOf: (cause: AnyEvent | undefined) => string,
): readonly SourcedModes[] {
  const groups = new Map<string, { readonly cause: AnyEvent | undefined; readonly changes: ModeChange[] }>();
  const add = (change: ModeChange, cause: AnyEvent | undefined) => {
    const key = `${change[0]}${sourceOf(cause)}`;
    const group = groups.get(key) ?? { cause, changes: [] };
    groups.set(key, group);
    group.changes.push(change);
  };
  const row = shifted.channels.get(channel);
  if (row?.before && row.after) for (const change of channelChanges(row.before, row.after)) add(change, row.cause);
  // Of thousands who come back few have a status.
  const ranked = [...(shifted.members.get(channel) ?? [])].filter(([, row]) => row.before?.status || row.after?.status);
  for (const [user, changed] of ranked.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!shifted.isPresent(user, changed)) continue;
    const before = shifted.wasPresent(user, changed) ? (changed.before?.status ?? "") : "";
    const after = changed.after?.status ?? "";
    for (const letter of before) if (!after.includes(letter)) add(["-", "status", letter, user], changed.cause);
    for (const letter of after) if (!before.includes(letter)) add(["+", "status", letter, user], changed.cause);
  }
  const all = [...groups].map(([key, { cause, changes }]) => ({ key, source: key.slice(1), cause, changes }));
  return all.sort((a, b) => (a.key[0] === b.key[0] ? 0 : a.key[0] === "-" ? -1 : 1));
}

function* channelChanges(before: ChannelRow, after: ChannelRow): Iterable<ModeChange> {
  for (const letter of before.flags) if (!after.flags.includes(letter)) yield ["-", "flag", letter];
  for (const letter of after.flags) if (!before.flags.includes(letter)) yield ["+", "flag", letter];
  for (const letter of keysOf(before.settings, after.settings)) {
    const value = after.settings[letter];
    if (value === undefined) yield ["-", "setting", letter, "*"];
    else if (value !== before.settings[letter]) yield ["+", "setting", letter, value];
  }
  for (const letter of keysOf(before.lists, after.lists)) {
    const masks = (row: ChannelRow) => (row.lists[letter] ?? []).map((entry) => entry.mask);
    const [was, is] = [masks(before), masks(after)];
    for (const mask of was) if (!is.includes(mask)) yield ["-", "list", letter, mask];
    for (const mask of is) if (!was.includes(mask)) yield ["+", "list", letter, mask];
  }
}

const keysOf = (a: object, b: object) => [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
