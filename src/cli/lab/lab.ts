// A whole network on this machine: nodes as processes of their own, and links through cables that can be cut. Who asks
// for what, and how it is shown, is not its concern.
import { setTimeout as delay } from "node:timers/promises";
import { Complaint } from "../errors.ts";
import { makeFolder } from "../start/data-folder.ts";
import { ownIdentity } from "../start/links.ts";
import { tryPlaces } from "../start/listen.ts";
import { Cable } from "./cable.ts";
import { type LabPeer, writeConfiguration } from "./configuration.ts";
import { LabNode, type Notice } from "./lab-node.ts";
import type { LinkShown, NodeShown, Row } from "./rows.ts";
import { HOST, type Pair, pairsNamed, pairsOf, type Shape, type Site, siteNamed, sitesOf } from "./shape.ts";

interface Link {
  readonly pair: Pair;
  readonly cable: Cable;
}

/** How long a link that is to come about is waited for. */
const LINKED_MS = 10_000;
const POLL_MS = 25;

export class Lab {
  readonly shape: Shape;
  readonly sites: readonly Site[];
  readonly pairs: readonly Pair[];
  readonly #folder: string;
  readonly #nodes: readonly LabNode[];
  readonly #links: readonly Link[];

  constructor(shape: Shape, folder: string, tell: (notice: Notice) => void) {
    this.shape = shape;
    this.#folder = folder;
    this.sites = sitesOf(shape, folder);
    this.#nodes = this.sites.map((site) => new LabNode(site, tell));
    this.pairs = pairsOf(shape, this.sites);
    this.#links = this.pairs.map((pair) => ({ pair, cable: new Cable(() => this.#node(pair[0]).linkPort) }));
  }

  /** Resolves when all nodes serve and are linked. Throws Complaint; then `close` is still due. */
  async open(): Promise<void> {
    await tryPorts(this.sites);
    for (const { data } of this.sites) makeFolder(data);
    const ports = new Map<Link, number>();
    for (const link of this.#links) ports.set(link, await link.cable.lay());
    for (const site of this.sites) writeConfiguration(site, this.shape, this.#peersOf(site, ports));
    // Who is called comes before who calls: then nobody calls in vain.
    for (const node of this.#nodes) await node.start();
    await this.#linked(this.#links);
  }

  /** Ends all nodes in good order. */
  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop()));
    for (const { cable } of this.#links) cable.close();
  }

  status(): readonly Row[] {
    const { nodes, topology, basePort, graceMs } = this.shape;
    const lab = { kind: "lab", data: this.#folder, nodes, topology, basePort, graceMs } as const;
    return [lab, ...this.#nodes.map(shownNode), ...this.#links.map((link) => this.#shownLink(link))];
  }

  /** The link between two nodes, all of one, or all. Throws Complaint. */
  cut(wanted: readonly string[]): readonly Row[] {
    const links = this.#named(wanted);
    for (const { cable } of links) cable.cut();
    return links.map((link) => this.#shownLink(link));
  }

  /** As `cut`; waits a while for the links to come about. Throws Complaint. */
  async heal(wanted: readonly string[]): Promise<readonly Row[]> {
    const links = this.#named(wanted);
    for (const { cable } of links) cable.heal();
    await this.#linked(links);
    return links.map((link) => this.#shownLink(link));
  }

  /** Throws Complaint. */
  async kill(wanted: string): Promise<readonly Row[]> {
    const node = this.#node(siteNamed(this.sites, wanted));
    if (node.pid === undefined) throw new Complaint("LAB_NODE_DOWN", `${node.site.name} is down already`);
    await node.kill();
    return [shownNode(node)];
  }

  /** Waits a while for its links to come about. Throws Complaint. */
  async start(wanted: string): Promise<readonly Row[]> {
    const node = this.#node(siteNamed(this.sites, wanted));
    const { name, port } = node.site;
    if (node.pid !== undefined) throw new Complaint("LAB_NODE_UP", `${name} is up: pid ${node.pid}, port ${port}`);
    await node.start();
    await this.#linked(this.#links.filter(({ pair }) => pair.includes(node.site)));
    return [shownNode(node)];
  }

  #node({ number }: Site): LabNode {
    return this.#nodes[number - 1] as LabNode;
  }

  #named(wanted: readonly string[]): readonly Link[] {
    const pairs = pairsNamed(this.sites, this.pairs, wanted);
    return this.#links.filter(({ pair }) => pairs.includes(pair));
  }

  #peersOf(site: Site, ports: ReadonlyMap<Link, number>): readonly LabPeer[] {
    return this.#links.flatMap((link) => {
      const [called, caller] = link.pair;
      if (site !== caller && site !== called) return [];
      const peer = site === caller ? called : caller;
      const port = site === caller ? ports.get(link) : undefined;
      return [{ site: peer, key: ownIdentity(peer.data).key, port }];
    });
  }

  #shownLink({ pair: [one, other], cable }: Link): LinkShown {
    const isThere = this.#node(one).isLinkedWith(other) && this.#node(other).isLinkedWith(one);
    const state = cable.isCut ? "cut" : isThere ? "there" : "lost";
    return { kind: "link", between: [one.number, other.number], ids: [one.id, other.id], state };
  }

  /** Waits until those links are there that can be: not cut, with a node at either end. */
  async #linked(links: readonly Link[]): Promise<void> {
    const isDue = (link: Link) =>
      link.pair.every((site) => this.#node(site).pid !== undefined) && this.#shownLink(link).state === "lost";
    for (let waited = 0; waited < LINKED_MS && links.some(isDue); waited += POLL_MS) await delay(POLL_MS);
  }
}

function shownNode({ site, pid }: LabNode): NodeShown {
  return { kind: "node", ...site, host: HOST, isUp: pid !== undefined, pid: pid ?? null };
}

/** Throws Complaint PORT_IN_USE and what else the system refuses. */
async function tryPorts(sites: readonly Site[]): Promise<void> {
  for (const { name, port } of sites) {
    await tryPlaces([{ host: HOST, port }]).catch((error: unknown) => {
      if (!(error instanceof Complaint && error.code === "PORT_IN_USE")) throw error;
      const what = `${HOST}:${port}, the port of ${name} for clients, is taken by another program`;
      throw new Complaint("PORT_IN_USE", `${what}. Stop it, or choose other ports with --base-port`);
    });
  }
}
