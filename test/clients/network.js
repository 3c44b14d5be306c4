// Several real nodes, linked through cables that can be cut, and what they must have in common when all is quiet.
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { hansard, ServedNode } from "./served-node.js";
import { Unmet, waitFor } from "./wait.js";

export const GRACE_MS = 2000;
/** A cut link is tried again after up to twice the time that it was cut, and nodes share this machine. */
export const HEALED_MS = 45_000;
const AGREED_MS = 30_000;
const SETTINGS = { network: "Hansard", cloak: { secret: "one secret for all nodes of this network" } };

export class LinkedNode extends ServedNode {
  id;
  name;
  folder;
  key;
  linkPort;
  peers = [];
  #certificate;

  constructor(id, folder, certificate) {
    super();
    this.id = id;
    this.name = `irc.${id.toLowerCase()}.test`;
    this.folder = `${folder}/${id}`;
    this.#certificate = certificate;
  }

  async prepare() {
    mkdirSync(this.folder);
    this.linkPort = await freePort();
    this.key = JSON.parse(await hansard("id", "--data", `${this.folder}/data`, "--json")).key;
  }

  /** Starts it for the first time or again; its ports for clients are new ones each time. */
  begin() {
    const links = { listen: [`127.0.0.1:${this.linkPort}`], peers: this.peers, graceMs: GRACE_MS, retryMostMs: 2000 };
    return this.start(this.folder, this.#certificate, { ...SETTINGS, node: { id: this.id, name: this.name }, links });
  }

  /** As a machine fails: nothing is said to anybody. */
  async crash() {
    this.kill();
    const output = () => this.output;
    await waitFor(`${this.id} is dead`, () => !this.isRunning, output);
  }

  backup(file) {
    return hansard("backup", file, "--data", this.data);
  }

  /** Puts a copy in the place of the record, as `hansard backup --help` says. */
  restore(file) {
    for (const name of readdirSync(this.data).filter((each) => each.startsWith("log.db"))) {
      rmSync(`${this.data}/${name}`, { recursive: true });
    }
    cpSync(file, `${this.data}/log.db`);
  }

  record() {
    return hansard("log", "--order", "total", "--data", this.data);
  }

  digest() {
    return hansard("at", "now", "--digest", "--data", this.data);
  }

  close() {
    this.kill();
  }
}

export class Network {
  nodes;
  #cables = new Map();

  constructor(nodes) {
    this.nodes = nodes;
  }

  /** `pairs` as "1AA-2BB": the first calls the second. */
  async link(pairs) {
    // As the lab cuts its links; it is built by now.
    const { Cable } = await import("../../dist/src/cli/lab/cable.js");
    for (const node of this.nodes) await node.prepare();
    for (const pair of pairs) {
      const [caller, called] = pair.split("-").map((id) => this.node(id));
      const cable = new Cable(() => called.linkPort);
      this.#cables.set(pair, cable);
      caller.peers.push({ name: called.name, key: called.key, address: `127.0.0.1:${await cable.lay()}` });
      called.peers.push({ name: caller.name, key: caller.key, connect: false });
    }
    for (const node of this.nodes) await node.begin();
    await this.whole();
  }

  node(id) {
    return this.nodes.find((node) => node.id === id);
  }

  /** Cuts these links and waits until both ends know. */
  async cut(...pairs) {
    for (const pair of pairs) this.#cables.get(pair).cut();
    for (const pair of pairs) await this.#until(pair, false);
  }

  /** Waits until both ends say that they are linked, or that they are not. */
  async #until(pair, linked, patienceMs) {
    const [one, other] = pair.split("-").map((id) => this.node(id));
    for (const [node, peer] of [
      [one, other],
      [other, one],
    ]) {
      const what = `${node.id} notes that its link with ${peer.id} is ${linked ? "there" : "lost"}`;
      const output = () => node.output;
      await waitFor(what, async () => (await isLinked(node, peer)) === linked, output, patienceMs);
    }
  }

  heal() {
    for (const cable of this.#cables.values()) cable.heal();
  }

  /** Waits until every link is there. */
  async whole() {
    for (const pair of this.#cables.keys()) await this.#until(pair, true, HEALED_MS);
  }

  /** Until the same record and the same digest are on all nodes; gives the record. */
  async agree(patienceMs = AGREED_MS) {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const records = await Promise.all(this.nodes.map((node) => node.record()));
      const digests = await Promise.all(this.nodes.map((node) => node.digest()));
      if (new Set(records).size === 1 && new Set(digests).size === 1) return records[0];
      if (Date.now() > deadline) throw new Unmet("the nodes do not agree", this.#differences(records, digests));
      await delay(300);
    }
  }

  #differences(records, digests) {
    const lines = records.map((text) => text.split("\n"));
    const most = Math.max(...lines.map(({ length }) => length));
    const isSame = (at) => new Set(lines.map((each) => each[at])).size === 1;
    const first = Array.from({ length: most }, (_, at) => at).find((at) => !isSame(at));
    return this.nodes
      .map(({ id }, at) => {
        const from = first ?? lines[at].length - 6;
        const shown = lines[at].slice(Math.max(0, from - 2), from + 8).join("\n");
        return `${id}: ${lines[at].length} lines, ${digests[at].trim()}, from line ${from}:\n${shown}`;
      })
      .join("\n\n");
  }

  /** Every record keeps what it promises. */
  async check() {
    for (const node of this.nodes) {
      const said = await hansard("check", "--data", node.data);
      if (!said.startsWith("ok: ")) throw new Unmet(`hansard check on ${node.id}`, said);
    }
  }

  close() {
    for (const cable of this.#cables.values()) cable.close();
    for (const node of this.nodes) node.close();
  }
}

/** What the node has on record: its log tells the same thing of the same peer only once. */
async function isLinked({ folder }, peer) {
  const rows = (await hansard("link", "list", "--config", `${folder}/hansard.yaml`, "--json")).trim().split("\n");
  return rows.map((row) => JSON.parse(row)).some(({ key, isLinked: is }) => key === peer.key && is);
}

/** Longer than the grace: who is to be shown as gone has been. */
export function graceIsOver() {
  return delay(GRACE_MS + 1500);
}

/** A port that is free now. */
function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
