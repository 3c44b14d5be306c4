// hansard at: the network as it was at a moment of the past.

import { casefold, channelId } from "../../../events/names.ts";
import { isoOf, type Moment, shownTime } from "../../audit/moment.ts";
import type { Past } from "../../audit/state-at.ts";
import type { Scope } from "../../audit/state-rows.ts";
import { assertWhole } from "../../audit/whole.ts";
import { askedMoment } from "../asked-moment.ts";
import { Complaint } from "../errors.ts";
import type { Io } from "../io.ts";
import { type Options, shared, verb } from "../verb.ts";

const options = {
  data: shared.data,
  channel: { kind: "text", value: "CHANNEL", help: "Only this channel and its members." },
  nick: { kind: "text", value: "NICK", help: "Only the user who bore this nick, and their channels." },
  digest: { kind: "flag", help: "Only the digest of the whole state: the same wherever the same events were folded." },
  json: shared.json,
} as const satisfies Options;

export const at = verb({
  name: "at",
  summary: "Shows channels, members with status, modes, topics, nicks, operators and bans as they were at a moment.",
  parameters: [
    { name: "WHEN", help: "A time (UTC), a position of the log (123 or @123), or how long ago (10m, 2h, 1d)." },
  ],
  options,
  notes: [
    "With --json: one object of kind moment (position, at, time, users, channels, and digest with --digest), " +
      "then one of kind channel for each channel, one of kind user for each user (operators with their name and " +
      "privileges) and one of kind ban for each K-line and D-line in force.",
    "By position: what this node had learned by then. By time: what had happened by then.",
  ],
  examples: ["hansard at 10m", "hansard at 2026-11-23T20:01:02Z --channel '#hansard'", "hansard at @4711 --digest"],
  async run({ options: wanted, parameters: [when = ""] }, io) {
    const moment = askedMoment("WHEN", when, io.now());
    const [{ SqliteReader }, { stateAt }] = await Promise.all([
      import("../../record/sqlite-reader.ts"),
      import("../../audit/state-at.ts"),
    ]);
    const reader = new SqliteReader(wanted.data);
    try {
      assertWhole(reader);
      refuseBeyond(moment, reader.lastPosition());
      const past = stateAt(reader, moment);
      if (wanted.digest) {
        await printDigest(io, past, wanted.json);
        return 0;
      }
      const scope = {
        ...(wanted.channel === undefined ? {} : { channel: channelId(wanted.channel) }),
        ...(wanted.nick === undefined ? {} : { nick: casefold(wanted.nick) }),
      };
      await (wanted.json ? printJson : printText)(io, past, scope);
    } finally {
      reader.close();
    }
    return 0;
  },
});

function refuseBeyond(moment: Moment, last: number): void {
  if (moment.kind !== "position" || moment.position <= last) return;
  throw new Complaint("USAGE", `position ${moment.position} is beyond the log's last, ${last}`);
}

async function printDigest(io: Io, past: Past, isJson: boolean): Promise<void> {
  const { digestOf } = await import("../../audit/digest.ts");
  const digest = digestOf(past);
  await io.out(isJson ? `${JSON.stringify({ ...moment(past), digest })}\n` : `${digest}\n`);
}

async function printJson(io: Io, past: Past, scope: Scope): Promise<void> {
  const { bansOf, channelsOf, usersOf } = await import("../../audit/state-rows.ts");
  const { state } = past.network;
  const bans = isOfAll(scope) ? bansOf(state, past.time) : [];
  const rows: readonly object[] = [moment(past), ...channelsOf(state, scope), ...usersOf(state, scope), ...bans];
  await io.out(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

async function printText(io: Io, past: Past, scope: Scope): Promise<void> {
  const [{ bansOf, channelsOf, usersOf }, { banText, channelText, userText }] = await Promise.all([
    import("../../audit/state-rows.ts"),
    import("../../audit/state-text.ts"),
  ]);
  const { state } = past.network;
  const channels = channelsOf(state, scope);
  const users = usersOf(state, scope);
  const last = past.at === 0 ? "nothing was recorded yet" : `last event ${shownTime(past.at)}`;
  const count = `${state.users.size} users, ${state.channels.size} channels`;
  const lines = [`position ${past.position}, ${last}: ${count}`];
  if (scope.channel !== undefined && channels.length === 0) lines.push(`no such channel then: ${scope.channel}`);
  if (scope.nick !== undefined && users.length === 0) lines.push(`nobody bore that nick then: ${scope.nick}`);
  for (const channel of channels) lines.push("", channelText(channel));
  if (users.length > 0) lines.push("", ...users.map(userText));
  const bans = isOfAll(scope) ? bansOf(state, past.time) : [];
  if (bans.length > 0) lines.push("", ...bans.map(banText));
  await io.out(`${lines.join("\n")}\n`);
}

/** Bans are of the network, and not shown with one channel or nick. */
const isOfAll = ({ channel, nick }: Scope) => channel === undefined && nick === undefined;

function moment({ network, position, at: time }: Past): object {
  const { users, channels } = network.state;
  return {
    kind: "moment",
    position,
    at: time,
    time: time === 0 ? null : isoOf(time),
    users: users.size,
    channels: channels.size,
  };
}
