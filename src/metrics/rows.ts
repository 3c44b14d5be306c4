// Every metric of the node: one row each, from which the registry and the reference are made.
import type { PeerFigures, Source } from "./source.ts";

type Labels = Readonly<Record<string, string>>;

export interface MetricRow {
  readonly name: string;
  readonly kind: "counter" | "gauge";
  readonly help: string;
  readonly labels: readonly string[];
  readonly values: (source: Source) => Iterable<readonly [Labels, number]>;
}

const NO_LABELS: Labels = {};
const one = (value: number) => [[NO_LABELS, value]] as const;

function single(kind: MetricRow["kind"], name: string, help: string, value: (source: Source) => number): MetricRow {
  return { name, kind, help, labels: [], values: (source) => one(value(source)) };
}

function each(
  name: string,
  help: string,
  label: string,
  pairs: (source: Source) => Iterable<readonly [string, number]>,
) {
  const values = (source: Source) => Array.from(pairs(source), ([key, value]) => [{ [label]: key }, value] as const);
  return { name, kind: "counter", help, labels: [label], values } satisfies MetricRow;
}

type Cache = ReturnType<Source["caches"]>[number];

function cache(kind: MetricRow["kind"], name: string, help: string, value: (cache: Cache) => number): MetricRow {
  const values = (source: Source) => source.caches().map((one) => [{ cache: one.name }, value(one)] as const);
  return { name: `hansard_cache_${name}`, kind, help, labels: ["cache"], values };
}

function peer(
  kind: MetricRow["kind"],
  name: string,
  help: string,
  value: (peer: PeerFigures) => number | undefined,
): MetricRow {
  const values = (source: Source) =>
    source.peers().flatMap((one) => {
      const found = value(one);
      return found === undefined ? [] : [[{ peer: one.name }, found] as const];
    });
  return { name: `hansard_link_${name}`, kind, help, labels: ["peer"], values };
}

type Merges = NonNullable<ReturnType<Source["merges"]>>;

function merge(name: string, help: string, value: (merges: Merges) => number): MetricRow {
  const values = (source: Source) => {
    const merges = source.merges();
    return merges === undefined ? [] : one(value(merges));
  };
  return { name, kind: "counter", help, labels: [], values };
}

/** Prometheus wants seconds. */
const seconds = (ms: number) => ms / 1000;

export const metricRows: readonly MetricRow[] = [
  {
    name: "hansard_build_info",
    kind: "gauge",
    help: "1, with the version of the program.",
    labels: ["software"],
    values: ({ software }) => [[{ software }, 1]],
  },
  {
    name: "hansard_connections",
    kind: "gauge",
    help: "Connections of clients, by how far they have come.",
    labels: ["phase"],
    values: (source) => {
      const { registered, unknown } = source.clients();
      return [
        [{ phase: "registered" }, registered],
        [{ phase: "unknown" }, unknown],
      ];
    },
  },
  single("gauge", "hansard_users", "Users of the network.", (source) => source.network().users),
  single("gauge", "hansard_channels", "Channels of the network.", (source) => source.network().channels),
  single("gauge", "hansard_memberships", "Members of all channels together.", (source) => source.network().memberships),
  each("hansard_commands_total", "Commands that clients sent.", "verb", (source) => source.commands()),
  each("hansard_refusals_total", "Refused commands: they leave no event.", "numeric", (source) => source.refusals()),
  each("hansard_events_total", "Events committed here, of all origins.", "type", (source) => source.events()),
  single("gauge", "hansard_record_ready", "1 while events are taken.", (source) => Number(source.record().isReady)),
  single("gauge", "hansard_record_position", "The last position of the log.", (source) => source.record().position),
  single("counter", "hansard_turns_total", "Turns committed, each one transaction.", (source) => source.record().turns),
  single(
    "counter",
    "hansard_turns_rolled_back_total",
    "Turns taken back: what came of them was never told.",
    (source) => source.record().rolledBack,
  ),
  single(
    "gauge",
    "hansard_wal_bytes",
    "The write-ahead log, as it was last looked at.",
    (source) => source.record().walBytes,
  ),
  single(
    "counter",
    "hansard_wal_pauses_total",
    "Turns that waited for a checkpoint at the bound of the write-ahead log.",
    (source) => source.record().pauses,
  ),
  single("counter", "hansard_wal_paused_seconds_total", "How long they waited together.", (source) =>
    seconds(source.record().pausedMs),
  ),
  single("counter", "hansard_lines_total", "Lines told to clients.", (source) => source.output().lines),
  single(
    "counter",
    "hansard_writes_total",
    "Writes to clients: one for all lines of a turn.",
    (source) => source.output().writes,
  ),
  cache("gauge", "entries", "Entries of a cache.", ({ size }) => size),
  cache("gauge", "entries_most", "Its bound.", ({ max }) => max),
  cache("counter", "hits_total", "Found in it.", ({ hits }) => hits),
  cache("counter", "misses_total", "Not found in it.", ({ misses }) => misses),
  cache("counter", "evictions_total", "Dropped at its bound.", ({ evictions }) => evictions),
  peer("gauge", "up", "1 while the peer is linked.", ({ link }) => Number(link !== undefined)),
  peer("gauge", "round_trip_seconds", "Round trip, smoothed.", ({ link }) =>
    link?.rttMs === undefined ? undefined : seconds(link.rttMs),
  ),
  peer("gauge", "clock_offset_seconds", "How far the peer's clock is ahead.", ({ link }) =>
    link?.offsetMicros === undefined ? undefined : link.offsetMicros / 1_000_000,
  ),
  peer("gauge", "backlog_entries", "Entries of the log still to be sent or passed over.", ({ link }) => link?.backlog),
  peer("counter", "sent_events_total", "Events sent over this link.", ({ link }) => link?.sentEvents),
  peer("counter", "received_events_total", "Events that came over this link.", ({ link }) => link?.receivedEvents),
  peer("counter", "duplicates_total", "Of these, what was there already.", ({ link }) => link?.duplicates),
  peer("counter", "sent_bytes_total", "Bytes sent over this link.", ({ link }) => link?.sentBytes),
  peer("counter", "received_bytes_total", "Bytes that came over this link.", ({ link }) => link?.receivedBytes),
  peer("counter", "calls_total", "Calls that the peer answered.", ({ calls }) => calls.made),
  peer(
    "counter",
    "sessions_resumed_total",
    "Of these, calls that took up an earlier TLS session: handshakes saved.",
    ({ calls }) => calls.resumed,
  ),
  peer("counter", "failed_calls_total", "Calls that came to nothing.", ({ calls }) => calls.failed),
  merge("hansard_merges_total", "Catch-ups merged at once.", ({ merges }) => merges),
  merge("hansard_merged_events_total", "Events that waited for one.", ({ deferred }) => deferred),
  merge(
    "hansard_messages_unseen_total",
    "Messages in the record only: their sender was out of reach.",
    ({ unseen }) => unseen,
  ),
  merge(
    "hansard_messages_passed_over_total",
    "Messages in the record only: they found no room to wait for a merge.",
    ({ passedOver }) => passedOver,
  ),
];
