import { channelId } from "../../events/names.ts";
import type { ChannelRow } from "../../projections/state.ts";
import { prefixOf } from "../../projections/users.ts";
import { readModeChanges } from "../protocol/mode-changes.ts";
import { ERR_NOSUCHCHANNEL, ERR_UNKNOWNMODE } from "../protocol/numerics.ts";
import { Draft } from "./modes/draft.ts";
import { listReplies } from "./modes/lists.ts";
import { command, nothing, refuse } from "./runner/command.ts";
import { type Reply, reply } from "./runner/reply.ts";

/** SAMODE <channel> <modes> [<values>]   as on most networks: MODE without a status in the channel. */
export const samode = command({
  verb: "SAMODE",
  parameters: [2, 64],
  cost: 2,
  privilege: "samode",
  syntax: "SAMODE <channel> <modes> [<values>]",
  help: "Changes the modes of any channel; for operators.",
  decide(view, { actor, parameters: [name = "", ...asked] }) {
    const { state, limits } = view;
    const channel = state.channels.get(channelId(name));
    if (!channel) return refuse(ERR_NOSUCHCHANNEL, name);
    const draft = new Draft(state, channel, limits);
    const answers: ((now: ChannelRow) => readonly Reply[])[] = readModeChanges(asked).map((change) => {
      if ("unknown" in change) return () => [reply(ERR_UNKNOWNMODE, change.unknown)];
      const { mode, sign, value } = change;
      if (mode.kind === "list" && value === undefined) return (now) => listReplies(now, mode.letter, true);
      const refused = draft.ask(sign, mode, value);
      return () => refused;
    });
    const after = () => answers.flatMap((made) => made(state.channels.get(channel.id) ?? channel));
    if (draft.changes.length === 0) return { ...nothing, after };
    const body = { channel: channel.id, changes: draft.changes, by: prefixOf(state, actor) };
    return { ...nothing, events: [{ type: "SAMODE", actor: actor.id, body }], after };
  },
});
