// hansard start: a node in the foreground.
import type { Configuration } from "../../config/schema.ts";
import type { Trouble } from "../../node.ts";
import { metricsOf } from "../../node-metrics.ts";
import type { LogReader } from "../../record/log.ts";
import type { SqliteLog } from "../../record/sqlite-log.ts";
import type { Io } from "../io.ts";
import { cloakSecret } from "../start/cloak-secret.ts";
import { hostNames } from "../start/host-names.ts";
import { type LinkListeners, linkListeners } from "../start/link-listeners.ts";
import { linkSettings } from "../start/links.ts";
import { isLoopback, refusal, shownPlace, tryPlaces } from "../start/listen.ts";
import { metricsListener, metricsPlaces } from "../start/metrics-listener.ts";
import { refusalLog } from "../start/refusals.ts";
import { reloader } from "../start/reload.ts";
import { settings } from "../start/settings.ts";
import { kindOf, type Transports, transportsOf } from "../start/transports.ts";
import { type OperatorLog, operatorLog, report, reportSnapshot } from "../start/troubles.ts";
import { type Asked, type Options, verb } from "../verb.ts";
import { software } from "../version.ts";

const options = {
  config: { kind: "text", value: "FILE", help: "Configuration file; without one every key has its default." },
  host: { kind: "text", value: "HOST", help: "Address to listen on, in place of the configured ones (127.0.0.1)." },
  port: {
    kind: "text",
    value: "N",
    help: "Port to listen on, in place of the configured one (6667); 0 takes a free one.",
  },
  data: { kind: "text", value: "DIR", help: "Data folder, in place of the configured one (./data); made if missing." },
  "no-limits": {
    kind: "flag",
    help: "For tests and measurements, on loopback only: no flood, rate or per-address limits, large send queues.",
  },
  "allow-future-log": {
    kind: "flag",
    help: "Goes on although the log ends ahead of this machine's clock; times then go on from the log's last one.",
  },
} as const satisfies Options;

export const start = verb({
  name: "start",
  summary: "Runs a node in the foreground until SIGTERM or SIGINT.",
  parameters: [],
  options,
  notes: [
    'Prints "listening on HOST:PORT" on standard output for each address when it serves; ' +
      "troubles go to standard error, as JSON lines unless that is a terminal.",
    "With --config, SIGHUP reads the file again as REHASH does: with a mistake in it nothing changes.",
    "One node runs on a data folder at a time. A log that is corrupt, newer or ahead of the clock is left untouched.",
  ],
  examples: [
    "hansard start",
    "hansard start --config hansard.yaml",
    "hansard start --port 0 --data /tmp/try --no-limits",
  ],
  async run(asked, io) {
    const configuration = await settings(asked.options);
    const [{ lockFolder, pastOf }, parts] = await Promise.all([import("../start/data-folder.ts"), nodeParts()]);
    const lock = lockFolder(configuration.data);
    try {
      const linked = linkSettings(configuration);
      await tryPlaces([...configuration.listen, ...linked.listen, ...metricsPlaces(configuration)]);
      const troubles = operatorLog(io);
      const transports = await transportsOf({
        configuration,
        troubles: { refused: refusalLog(troubles, io.now) },
        after: parts.ports.scheduler.after,
      });
      const links = await linkListeners(linked, parts.ports, troubles);
      const past = pastOf(configuration.data);
      await serve({ asked, io, configuration, past, parts, transports, links, troubles });
    } finally {
      lock.release();
    }
    return 0;
  },
});

interface Start {
  readonly asked: Asked<typeof options>;
  readonly io: Io;
  readonly configuration: Configuration;
  readonly past: LogReader | undefined;
  readonly parts: Awaited<ReturnType<typeof nodeParts>>;
  readonly transports: Transports;
  readonly links: LinkListeners;
  readonly troubles: OperatorLog;
}

/** The parts of a node, loaded side by side. */
async function nodeParts() {
  const [{ Node }, edge, { SqliteLog }, { Snapshotter }, { systemPorts }, registry] = await Promise.all([
    import("../../node.ts"),
    import("../../net/open-edge.ts").then(async ({ chooseEdge, edges }) => edges[await chooseEdge()]),
    import("../../record/sqlite-log.ts"),
    import("../../record/snapshotter.ts"),
    import("../../record/system-ports.ts"),
    import("../../commands/runner/registry.ts").then(({ loadCommands }) => loadCommands()),
  ]);
  return { Node, edge, SqliteLog, Snapshotter, ports: systemPorts(), registry };
}

async function serve(start: Start): Promise<void> {
  const { io, configuration, transports, links, troubles } = start;
  const { node, log, close } = makeNode(start, (trouble) => report(troubles, trouble));
  const metrics = metricsListener(configuration);
  // Without a file there is nothing to read again, and a hang-up of the terminal ends the node as it ends others.
  if (start.asked.options.config !== undefined) io.onHangup(() => void node.reload());
  const stopped = io.stopped;
  try {
    for (const place of configuration.listen) {
      const edge = transports.edgeFor(place, (make) => node.adopt(make)) ?? node;
      const bound = await edge.listen(place.host, place.port).catch((error: unknown) => {
        throw refusal(place, error);
      });
      const kind = kindOf(place);
      await io.out(`listening on ${shownPlace(bound.address, bound.port)}${kind && ` (${kind})`}\n`);
      if (place === configuration.listen[0]) await io.out(advice(bound.address, bound.port, configuration.data));
    }
    for (const { host, port } of await links.listen(node)) {
      await io.out(`listening on ${shownPlace(host, port)} (links)\n`);
    }
    const at = await metrics.listen(() => metricsOf(node, log));
    if (at !== undefined) await io.out(`listening on ${at} (metrics)\n`);
    troubles.write("note", "started", `${software()} serves as ${node.origin} on the record in ${configuration.data}`);
    const signal = await stopped;
    troubles.write("note", "stopping", `${signal}: the epoch is closed on record`);
  } finally {
    await node.stop("Server shutting down");
    await Promise.all([links.close(), metrics.close()]);
    close();
  }
}

/** The log is opened for writing once the past has been read and found sound. Throws LogError, ClockBehindLog. */
function makeNode(
  { asked, configuration, past, parts, transports, links, troubles }: Start,
  onTrouble: (trouble: Trouble) => void,
) {
  const { Node, edge, SqliteLog: Log, Snapshotter, ports, registry } = parts;
  const reload = reloader(asked.options, [() => transports.reread(), links.reread]);
  const names = hostNames(configuration, ports);
  let log: SqliteLog | undefined;
  const snapshots = new Snapshotter(configuration.data, (trouble) => reportSnapshot(troubles, trouble));
  const close = () => {
    snapshots.close();
    log?.close();
  };
  try {
    const node = new Node({
      configuration,
      ports,
      snapshots,
      ...(past ? { past } : {}),
      log: () => {
        log = new Log(configuration.data, configuration.record);
        return log;
      },
      registry,
      software: software(),
      edge,
      isUnlimited: asked.options["no-limits"],
      allowsFutureLog: asked.options["allow-future-log"],
      onTrouble,
      ...links.options,
      ...(names ? { hostNames: names } : {}),
      cloakSecret: cloakSecret(configuration.data, ports.random),
      ...(reload ? { reload } : {}),
    });
    return { node, close, log: () => (log as SqliteLog).figures() };
  } catch (error) {
    close();
    throw error;
  } finally {
    past?.close();
  }
}

function advice(host: string, port: number, data: string): string {
  const reachable = isLoopback(host) || !/^(0\.0\.0\.0|::)$/.test(host) ? host : "127.0.0.1";
  const folder = JSON.stringify(data) === `"${data}"` && !data.includes(" ") ? data : JSON.stringify(data);
  return [
    `  connect   any IRC client, without TLS: /server ${reachable} ${port}   (or try: nc ${reachable} ${port})`,
    `  watch     hansard log --data ${folder} --follow`,
    `  look back hansard at 10m --data ${folder}`,
    `  verify    hansard check --data ${folder}`,
    "  stop      Ctrl-C",
    "",
  ].join("\n");
}
