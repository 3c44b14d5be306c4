// One round: clients load a node, it is killed at a random moment, started again on the same data, and judged.
import type { Entry } from "../../src/record/log.ts";
import { entries } from "../../src/record/replay.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { Client } from "./client.ts";
import { Logged } from "./logged.ts";
import { type NodeProcess, startNode } from "./node-process.ts";
import { pastState } from "./past-state.ts";
import { Traffic } from "./traffic.ts";
import { judge, type Verdict } from "./verdict.ts";

export interface RoundOptions {
  readonly root: string;
  readonly data: string;
  readonly clients: number;
  readonly commandsPerSecond: number;
  readonly random: () => number;
}

export interface RoundResult extends Verdict {
  readonly killedAfterMs: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Between the last bytes that any client received before the kill, and the kill. */
  readonly lastLineMs: number;
  readonly restartMs: number;
}

const SHORTEST_MS = 400;
const LONGEST_MS = 1400;
const FIRST_NICKS = "c";

/** Gives the node that was started again, on which the next round goes on. */
export async function round(
  options: RoundOptions,
  node: NodeProcess,
  past: RoundLog,
): Promise<{ readonly result: RoundResult; readonly node: NodeProcess }> {
  const clients = await connect(options, node);
  past.skipToEnd();
  const traffic = new Traffic(clients, options.random, options.commandsPerSecond);
  const killedAfterMs = SHORTEST_MS + options.random() * (LONGEST_MS - SHORTEST_MS);
  traffic.start();
  const startedAt = performance.now();
  // setImmediate: what has come by now is read first, so that it is known when the last line came.
  await new Promise((done) => setTimeout(() => setImmediate(done), killedAfterMs));
  let killedAt = 0;
  let lastLineMs = 0;
  await node.kill(() => {
    killedAt = performance.now();
    lastLineMs = killedAt - Math.max(...clients.map((client) => client.lastHeardAt));
  });
  traffic.stop();
  const seconds = (killedAt - startedAt) / 1000;
  await gone(clients);
  const next = await startNode(options.root, options.data);
  await past.reopened();
  const { logged, position, loadEvents } = past.takeRound();
  const verdict = judge(clients, logged, await pastState(options.root, options.data, position));
  // The next position is the opening of the new epoch, which ends the users of the killed one.
  const leftOver = (await pastState(options.root, options.data, position + 1)).users.size;
  const result = {
    ...verdict,
    faults: leftOver > 0 ? [...verdict.faults, `${leftOver} users of the killed node are still there`] : verdict.faults,
    killedAfterMs,
    events: loadEvents,
    eventsPerSecond: loadEvents / seconds,
    lastLineMs,
    restartMs: next.startedInMs,
  };
  return { result, node: next };
}

async function connect(options: RoundOptions, { host, port }: NodeProcess): Promise<Client[]> {
  const clients = Array.from({ length: options.clients }, (_, at) => new Client(`${FIRST_NICKS}${at}`, host, port));
  // That each gets its nick shows that the sessions of the killed node have ended.
  await Promise.all(clients.map((client) => client.wait(/^:\S+ (001|433) /)));
  const refused = clients.filter((client) => !client.observed.isWelcome);
  if (refused.length > 0) throw new Error(`${refused[0]?.nick} is still in use after the restart`);
  await Promise.all(
    clients.map((client, at) => {
      const done = client.wait(/^:\S+ PONG \S+ :joined$/);
      client.send(`JOIN ${at % 2 === 0 ? "#alpha" : "#beta"}`, "PING joined");
      return done;
    }),
  );
  return clients;
}

/** All that was still on its way to the clients has come. */
async function gone(clients: readonly Client[]): Promise<void> {
  const until = performance.now() + 5000;
  while (clients.some((client) => !client.isGone)) {
    if (performance.now() > until) throw new Error("a client's socket outlives the killed node");
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** The log of the data folder, taken round by round. */
export class RoundLog {
  readonly #data: string;
  #position = 0;
  #beforeLoad = 0;

  constructor(data: string) {
    this.#data = data;
  }

  /** All that is in the log now came before the load. */
  skipToEnd(): void {
    const reader = new SqliteReader(this.#data);
    this.#beforeLoad = reader.lastPosition();
    reader.close();
  }

  /** The opening that came after the kill is in the log. A node has it there before it listens; the control has not. */
  async reopened(): Promise<void> {
    const until = performance.now() + 2000;
    while (!this.#rows(this.#beforeLoad).some(isOpening)) {
      if (performance.now() > until) throw new Error("the node listens, but its opening is not in the log");
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  /** From the last opening to the one that came after the kill; `position` is the last before that. */
  takeRound(): { readonly logged: Logged; readonly position: number; readonly loadEvents: number } {
    const rows = this.#rows(this.#position);
    const round = rows.slice(0, rows.findLastIndex(isOpening));
    this.#position = round.at(-1)?.position ?? this.#position;
    return { logged: new Logged(round), position: this.#position, loadEvents: this.#position - this.#beforeLoad };
  }

  #rows(after: number): readonly Entry[] {
    const reader = new SqliteReader(this.#data);
    try {
      return [...entries(reader, after)];
    } finally {
      reader.close();
    }
  }
}

const isOpening = (entry: Entry) => entry.header.includes('"type":"OPEN"');
