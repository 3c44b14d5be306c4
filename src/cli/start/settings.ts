// The configuration that a start runs with: the file's or the defaults, with what the command line says on top.
import { defaults } from "../../config/defaults.ts";
import type { Configuration } from "../../config/schema.ts";
import { Complaint } from "../errors.ts";
import { integer } from "../parse.ts";
import { isLoopback } from "./listen.ts";

export interface Wishes {
  readonly config: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly data: string | undefined;
  readonly "no-limits": boolean;
}

/** With --no-limits: what a client may leave unread, bytes. Measurements fill queues that people never would. */
const UNLIMITED_SEND_QUEUE_BYTES = 256 * 1024 * 1024;

/** Throws Complaint: CONFIG_MISSING, CONFIG_INVALID, USAGE. */
export async function settings(wishes: Wishes): Promise<Configuration> {
  const base: Configuration = wishes.config === undefined ? defaults : await fromFile(wishes.config);
  const port = wishes.port === undefined ? undefined : integer("--port", wishes.port, 0, 65_535);
  const first = base.listen[0] ?? defaults.listen[0];
  const isMoved = wishes.host !== undefined || port !== undefined;
  const moved = { ...defaults.listen[0], host: wishes.host ?? first.host, port: port ?? first.port };
  const listen = isMoved ? [moved] : base.listen;
  const wanted = { ...base, listen, data: wishes.data ?? base.data };
  if (!wishes["no-limits"]) return wanted;
  const open = listen.find(({ host }) => !isLoopback(host));
  if (open) throw new Complaint("USAGE", `--no-limits is for loopback addresses only; "${open.host}" is none`);
  return { ...wanted, sessions: { ...base.sessions, sendQueueBytes: UNLIMITED_SEND_QUEUE_BYTES } };
}

async function fromFile(file: string): Promise<Configuration> {
  const { loadConfiguration } = await import("../../config/load.ts");
  const { configuration, problems, isMissing } = loadConfiguration(file);
  if (configuration !== undefined) return configuration;
  if (isMissing) throw new Complaint("CONFIG_MISSING", problems[0] ?? file);
  const count = problems.length === 1 ? "one mistake" : `${problems.length} mistakes`;
  throw new Complaint("CONFIG_INVALID", `${count} in ${file}; nothing was started`, problems);
}
