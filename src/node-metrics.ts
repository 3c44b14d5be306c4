// What a running node counts, for those who watch it. Only where somebody does are events counted by their types.
import type { AnyEvent, Recorded } from "../events/envelope.ts";
import type { Source } from "./metrics/source.ts";
import type { Node } from "./node.ts";
import type { LogFigures } from "./record/log.ts";

export function metricsOf(node: Node, log: () => LogFigures): Source {
  const { view, record, held } = node;
  const counted = countEvents(node);
  return {
    software: view.node.software,
    clients: () => view.connections(),
    network: () => {
      const { users, channels, members } = node.network.state;
      return { users: users.size, channels: channels.size, memberships: members.size };
    },
    commands: () => view.uses(),
    refusals: () => view.refusals(),
    events: () => counted.events,
    record: () => {
      const { walBytes, pauses, pausedMs } = log();
      const { turns, rolledBack } = counted;
      const wal = { walBytes, pauses, pausedMs };
      return { isReady: record.phase === "ready", position: record.committed, turns, rolledBack, ...wal };
    },
    output: () => ({ lines: held.lines, writes: held.writes }),
    caches: () => view.caches(),
    peers: () => view.peers(),
    merges: () => view.merges(),
  };
}

/** Type → how many; those of a turn that is taken back never were. */
function countEvents({ record }: Node) {
  const counted = { events: new Map<string, number>(), turns: 0, rolledBack: 0 };
  const open: string[] = [];
  const one = ({ type }: AnyEvent) => void open.push(type);
  const several = (events: readonly Recorded[]) => {
    for (const { type } of events) open.push(type);
  };
  record.events$.subscribe(record.guarded("metrics of own events", one));
  record.arrivals$.subscribe(record.guarded("metrics of arrivals", several));
  record.committed$.subscribe(() => {
    counted.turns++;
    for (const type of open) counted.events.set(type, (counted.events.get(type) ?? 0) + 1);
    open.length = 0;
  });
  record.rolledBack$.subscribe(() => {
    counted.rolledBack++;
    open.length = 0;
  });
  return counted;
}
