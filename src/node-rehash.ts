// REHASH and SIGHUP: reads the configuration again and puts it in force as a whole, or changes nothing.
import type { Operators } from "./commands/runner/operators.ts";
import type { Runner } from "./commands/runner/runner.ts";
import type { Reload } from "./commands/runner/view.ts";
import type { Configuration } from "./config/schema.ts";
import { withoutSecrets } from "./config/secrets.ts";
import type { Notices } from "./delivery/notices.ts";
import type { Links } from "./link/links.ts";
import type { SessionLimits } from "./net/session.ts";
import { acceptedOf, operatorsOf, type Reloaded, type VerifyPassword } from "./node-configuration.ts";
import { relink } from "./node-links.ts";
import type { NodeView } from "./node-view.ts";
import type { Ports } from "./record/ports.ts";
import type { Record } from "./record/record.ts";

/** The parts of a node that a new configuration changes or that tell of it. */
export interface RehashOptions {
  readonly configuration: Configuration;
  readonly ports: Ports;
  readonly record: Record;
  readonly nodeView: NodeView;
  readonly operators: Operators;
  readonly notices: Notices;
  readonly runner: Runner;
  /** Undefined for a node that was started alone. */
  readonly links: () => Links | undefined;
  readonly sessions: { limits: SessionLimits };
  readonly verifyPassword?: VerifyPassword | undefined;
  readonly reload?: (() => Promise<Reloaded>) | undefined;
  readonly isStopped: () => boolean;
  readonly onReloaded: (reload: Reload) => void;
}

const UNKNOWN_SOURCE = "the configuration";

export class Rehash {
  readonly #options: RehashOptions;
  #configuration: Configuration;

  constructor(options: RehashOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
  }

  /** In force. */
  get configuration(): Configuration {
    return this.#configuration;
  }

  /** Never rejects. */
  async reload(): Promise<Reload> {
    const { record, notices, ports, onReloaded } = this.#options;
    const found = await this.#read();
    // The node may have ended while the file was read.
    if (this.#options.isStopped()) return { source: found.source, problems: [], restart: [] };
    const { source, problems, configuration } = found;
    const isSound = configuration !== undefined && problems.length === 0;
    const reload = { source, problems, restart: isSound ? this.reconfigure(configuration) : [] };
    if (isSound) found.apply?.();
    record.touch();
    notices.tell(textOf(reload), ports.wall());
    onReloaded(reload);
    return reload;
  }

  /** Gives the keys whose new value waits for a restart. */
  reconfigure(wanted: Configuration): readonly string[] {
    const { record, nodeView, operators, runner, sessions, verifyPassword } = this.#options;
    const links = this.#options.links();
    const { configuration, restart } = acceptedOf(this.#configuration, wanted, links !== undefined);
    const before = nodeView.view.node;
    nodeView.reconfigure(configuration);
    operators.reconfigure(operatorsOf(configuration, verifyPassword));
    sessions.limits = configuration.sessions;
    if (links !== undefined) relink(links, configuration);
    this.#configuration = configuration;
    runner.offer(before);
    if (record.phase === "ready") record.note("CONFIGURED", { configuration: withoutSecrets(configuration) });
    return restart;
  }

  #read(): Promise<Reloaded> {
    const { reload } = this.#options;
    const failed = (why: string): Reloaded => ({ source: UNKNOWN_SOURCE, problems: [why] });
    if (reload === undefined) return Promise.resolve(failed("this node was started without a configuration file"));
    return reload().catch((error: unknown) => failed(`${UNKNOWN_SOURCE} cannot be read: ${error}`));
  }
}

/** For operators. */
function textOf({ source, problems, restart }: Reload): string {
  if (problems.length > 0) return `${source} was not put in force (${problems.length} mistakes): ${problems[0]}`;
  const waits = restart.length === 0 ? "" : `; a restart is needed for ${restart.join(", ")}`;
  return `${source} was read again and is in force${waits}`;
}
