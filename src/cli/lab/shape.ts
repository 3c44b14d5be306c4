// The shape of a lab: how many nodes, what they are called, where they are, and which of them are linked. It starts
// nothing.
import { join } from "node:path";
import { didYouMean } from "../../config/nearest.ts";
import { Complaint } from "../errors.ts";

export const topologies = ["ring", "full", "line"] as const;
export type Topology = (typeof topologies)[number];

export interface Shape {
  readonly nodes: number;
  readonly topology: Topology;
  /** The client port of node i is this plus i. */
  readonly basePort: number;
  readonly graceMs: number;
}

/** Who a node of the lab is, and where. */
export interface Site {
  /** From 1. */
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly port: number;
  readonly data: string;
}

export type Pair = readonly [Site, Site];

export const LAB_FOLDER = "./lab";
export const HOST = "127.0.0.1";
/** So that the first character of a node id is its number, and a small machine bears it. */
export const MOST_NODES = 9;
const LETTERS = "ABCDEFGHI";

export function sitesOf({ nodes, basePort }: Shape, folder: string): readonly Site[] {
  return Array.from({ length: nodes }, (_, at) => {
    const number = at + 1;
    const id = `${number}${LETTERS[at]}${LETTERS[at]}`;
    return { number, id, name: `n${number}.lab`, port: basePort + number, data: join(folder, String(number)) };
  });
}

/** The links, the lower number first. */
export function pairsOf({ topology }: Shape, sites: readonly Site[]): readonly Pair[] {
  const all = sites.flatMap((one, at) => sites.slice(at + 1).map((other) => [one, other] as const));
  if (topology === "full") return all;
  const isNext = ([one, other]: Pair) => other.number === one.number + 1;
  const isAround = ([one, other]: Pair) => one.number === 1 && other.number === sites.length;
  return all.filter((pair) => isNext(pair) || (topology === "ring" && isAround(pair)));
}

/** By number, id or name; "n2" is short for "n2.lab". Throws Complaint LAB_NODE_UNKNOWN. */
export function siteNamed(sites: readonly Site[], wanted: string): Site {
  const folded = wanted.toLowerCase();
  const names = ({ number, id, name }: Site) => [String(number), id.toLowerCase(), name, `n${number}`];
  const site = sites.find((each) => names(each).includes(folded));
  if (site) return site;
  const known = sites.map(({ number, id, name }) => `${number} (${id}, ${name})`).join(", ");
  const long = sites.flatMap(({ id, name }) => [id, name]);
  const meant = wanted.length > 1 ? didYouMean(wanted, long) : "";
  throw new Complaint("LAB_NODE_UNKNOWN", `this lab has no node "${wanted}"${meant}. Its nodes: ${known}`);
}

/**
 * The links that are meant: between two nodes, all of one, or all. Throws Complaint LAB_NODE_UNKNOWN, LAB_LINK_UNKNOWN.
 */
export function pairsNamed(sites: readonly Site[], pairs: readonly Pair[], wanted: readonly string[]): readonly Pair[] {
  const ends = wanted.map((each) => siteNamed(sites, each));
  const found = pairs.filter((pair) => ends.every((end) => pair.includes(end)));
  const [one, other] = ends;
  if (one === undefined || (found.length > 0 && one !== other)) return found;
  const partners = pairs.filter((pair) => pair.includes(one)).map(([a, b]) => (a === one ? b : a).number);
  const known = `${one.number} is linked with ${partners.join(" and ")}`;
  const what = one === other ? `a node has no link with itself` : `no link between ${one.name} and ${other?.name}`;
  throw new Complaint("LAB_LINK_UNKNOWN", `${what} in this lab: ${known}`);
}
