// The fold of a channel's modes, lists and topic. MODE and TOPIC are claims: the right is judged here, at their place.
import type { ModeChange } from "../events/catalogue.ts";
import type { Event } from "../events/envelope.ts";
import type { Micros, UserId } from "../events/names.ts";
import type { Change } from "./changes.ts";
import { withLetter, withoutLetter } from "./letters.ts";
import { isOperator } from "./members.ts";
import type { ChannelRow, State } from "./state.ts";

/** The right is asked once, before the first change; then each change stands alone, and what is set stays silent. */
export function setModes(state: State, event: Event<"MODE">): readonly Change[] {
  const { channel: id, changes, by } = event.body;
  if (!state.channels.has(id) || !event.actor || !isOperator(state, id, event.actor)) return [];
  return applyModes(state, id, changes, { by, at: event.at });
}

/** Of changes that were given with the right to them: those that change something. */
export function applyModes(
  state: State,
  id: ChannelRow["id"],
  changes: readonly ModeChange[],
  { by, at }: { readonly by: string; readonly at: Micros },
): readonly Change[] {
  const applied = changes.filter((change) => applyMode(state, id, change, by, at));
  const channel = state.channels.get(id) as ChannelRow;
  return applied.length === 0 ? [] : [{ kind: "modes", channel, changes: applied }];
}

export function setTopic(state: State, event: Event<"TOPIC">): readonly Change[] {
  const { channel: id, text, by } = event.body;
  const before = state.channels.get(id);
  const member = event.actor && state.members.get(id, event.actor);
  if (!before || !member || (before.topic?.text ?? "") === text) return [];
  if (before.flags.includes("t") && !member.status.includes("o")) return [];
  const channel = state.channels.update(id, (draft) => {
    if (text === "") delete draft.topic;
    else draft.topic = { text, by, at: event.at };
  }) as ChannelRow;
  return [{ kind: "topic", channel }];
}

/** Whether the change changed anything. */
function applyMode(state: State, id: ChannelRow["id"], change: ModeChange, by: string, at: Micros): boolean {
  const [sign, kind, letter, value = ""] = change;
  if (kind === "status") return applyStatus(state, id, sign, letter, value as UserId);
  const before = state.channels.get(id) as ChannelRow;
  const after = state.channels.update(id, (draft) => {
    if (kind === "flag")
      draft.flags = sign === "+" ? withLetter(draft.flags, letter) : withoutLetter(draft.flags, letter);
    if (kind === "setting" && sign === "+") draft.settings[letter] = value;
    if (kind === "setting" && sign === "-") delete draft.settings[letter];
    if (kind !== "list") return;
    const entries = draft.lists[letter] ?? [];
    const at_ = entries.findIndex((entry) => entry.mask === value);
    if (sign === "+" && at_ < 0) draft.lists[letter] = [...entries, { mask: value, by, at }];
    if (sign === "-" && at_ >= 0) entries.splice(at_, 1);
    if (sign === "-" && entries.length === 0) delete draft.lists[letter];
  });
  return after !== before;
}

function applyStatus(state: State, id: ChannelRow["id"], sign: "+" | "-", letter: string, user: UserId): boolean {
  const member = state.members.get(id, user);
  if (!member || member.status.includes(letter) === (sign === "+")) return false;
  const status = sign === "+" ? withLetter(member.status, letter) : withoutLetter(member.status, letter);
  state.members.put({ ...member, status });
  return true;
}
