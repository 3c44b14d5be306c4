// The state at a position as `hansard at --json` tells it: what an operator would see, through the built program.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface PastChannel {
  readonly topic: string;
  readonly flags: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly bans: ReadonlySet<string>;
  /** Nick → letters of status. */
  readonly members: ReadonlyMap<string, string>;
}

export interface PastState {
  /** Nick → names of channels. */
  readonly users: ReadonlyMap<string, readonly string[]>;
  readonly channels: ReadonlyMap<string, PastChannel>;
}

type Row =
  | { readonly kind: "moment" }
  | { readonly kind: "user"; readonly nick: string; readonly channels: readonly string[] }
  | {
      readonly kind: "channel";
      readonly id: string;
      readonly topic: { readonly text: string } | null;
      readonly flags: string;
      readonly settings: Readonly<Record<string, string>>;
      readonly lists: Readonly<Record<string, readonly { readonly mask: string }[]>>;
      readonly members: readonly { readonly nick: string; readonly status: string }[];
    };

const MOST_BYTES = 64 * 1024 * 1024;

export async function pastState(root: string, data: string, position: number): Promise<PastState> {
  const args = [`${root}dist/src/cli/main.js`, "at", `@${position}`, "--json", "--data", data];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: MOST_BYTES });
  const users = new Map<string, readonly string[]>();
  const channels = new Map<string, PastChannel>();
  for (const line of stdout.trimEnd().split("\n")) {
    const row = JSON.parse(line) as Row;
    if (row.kind === "user") users.set(row.nick, row.channels);
    if (row.kind !== "channel") continue;
    channels.set(row.id, {
      topic: row.topic?.text ?? "",
      flags: row.flags,
      settings: row.settings,
      bans: new Set((row.lists.b ?? []).map((entry) => entry.mask)),
      members: new Map(row.members.map(({ nick, status }) => [nick, status])),
    });
  }
  return { users, channels };
}
