// A node's epoch: how its record is opened on what was recorded before, and how the epoch begins.
import { HybridClock } from "../events/clock.ts";
import type { NodeId } from "../events/names.ts";
import { understandsText } from "../events/versions.ts";
import { nextUserOf } from "../projections/origins.ts";
import type { Whowas } from "../projections/whowas.ts";
import { withoutSecrets } from "./config/secrets.ts";
import type { NodeNetwork } from "./node-network.ts";
import type { NodeOptions } from "./node-options.ts";
import { KeptSnapshots } from "./node-snapshots.ts";
import { type Log, LogError } from "./record/log.ts";
import { Record } from "./record/record.ts";
import { refuseFutureLog } from "./record/start.ts";
import type { RecordOptions } from "./record/turn.ts";

/** Of the lines that delivery writes; noted in the log, so that old deliveries can be rebuilt as they were. */
const FORMATS_VERSION = 1;
const EMPTY_LOG = { position: 0, greatest: 0, have: new Map<string, number>() };

export interface Opened {
  readonly record: Record;
  readonly log: Log;
  readonly snapshots: KeptSnapshots | undefined;
}

/** The past is read before the log is opened for writing: a log that is not sound stays as it is. Throws LogError. */
export function openRecord(
  options: NodeOptions,
  whole: NodeNetwork,
  whowas: Whowas,
  onReduced: NonNullable<RecordOptions["onReduced"]>,
): Opened {
  const { configuration, ports, log, past, allowsFutureLog, snapshots } = options;
  const source = past ?? (typeof log === "function" ? undefined : log);
  const hole = source?.hole();
  const snapshot = source && hole === undefined ? snapshots?.newest(source) : undefined;
  const { position, greatest, have } = source ? whole.replay(source, whowas, hole?.base ?? snapshot) : EMPTY_LOG;
  if (!allowsFutureLog) refuseFutureLog(greatest, ports.wall());
  const opened = typeof log === "function" ? log() : log;
  if (opened.lastPosition() !== position) throw new LogError("LOG_IO", "the log changed while it was read");
  if (options.links !== undefined) whole.sight.notAlone();
  const record = new Record({
    origin: whole.sight.own,
    clock: new HybridClock(ports.wall, greatest),
    undoable: whole.undoable(),
    log: opened,
    ports,
    state: whole.network.state,
    private: configuration.record.private,
    have,
    position,
    onReduced,
  });
  whole.attach({ record, log: opened });
  const behind = position - (snapshot?.position ?? 0);
  return { record, log: opened, snapshots: keptSnapshots(options, whole, { record, log: opened, behind }) };
}

function keptSnapshots(
  { snapshots, configuration, ports, links }: NodeOptions,
  { fold }: NodeNetwork,
  kept: { readonly record: Record; readonly log: Log; readonly behind: number },
): KeptSnapshots | undefined {
  if (snapshots === undefined) return undefined;
  const forget = configuration.links.forgetSeconds * 1_000_000;
  const before = () => {
    // A fold that has stopped would stop there again.
    if (fold.isStopped) return 0;
    return links ? Math.max(fold.settledAt, ports.wall() - forget) : Number.POSITIVE_INFINITY;
  };
  return new KeptSnapshots({ ...kept, snapshots, ports, each: configuration.record.snapshotEvents, before });
}

/** Ends the users of the node's earlier epochs on record. */
export function recordOpening(record: Record, whole: NodeNetwork, options: NodeOptions): void {
  const { configuration, software, identity } = options;
  const node = configuration.node.id as NodeId;
  const firstUser = nextUserOf(whole.network.state, node);
  const key = identity === undefined ? {} : { key: identity.key };
  const more = understandsText();
  const understands = more === undefined ? {} : { understands: more };
  const { name } = configuration.node;
  record.append({ type: "OPEN", body: { node, name, software, firstUser, ...key, ...understands } });
}

/** Commits the opening with what is in force. Throws LogError. */
export function openEpoch(record: Record, whole: NodeNetwork, options: NodeOptions): void {
  const { configuration, software } = options;
  recordOpening(record, whole, options);
  record.note("STARTED", { software, formats: FORMATS_VERSION, configuration: withoutSecrets(configuration) });
  record.settle();
  if (record.phase !== "ready") throw new LogError("LOG_IO", "the opening of the epoch could not be written");
}
