// Changes to links.peers in the text of a configuration file. Every other line stays as it is, comments included. It
// does not judge what comes of it: readConfiguration does.
import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isNode, isSeq, type Node, type Pair, parseDocument, type YAMLSeq } from "yaml";

export interface PeerEntry {
  readonly name: string;
  readonly address?: string;
  readonly key: string;
  readonly connect?: false;
  readonly snapshot?: true;
}

interface Written {
  readonly text: string;
  readonly document: Document;
}

/** The text with one peer more, at the end of the list. */
export function withPeer(text: string, peer: PeerEntry): string {
  return edited(text, spliced, peer, (list, document) => void list.add(document.createNode(peer)));
}

/** The text without the peer. */
export function withoutPeer(text: string, name: string): string {
  return edited(text, cutOut, name, (list) => {
    list.items = list.items.filter((each) => !isCalled(each, name));
  });
}

/** Writes the file anew where it has a form that cannot be changed line by line: then its spacing may change. */
function edited<T>(
  text: string,
  inPlace: (written: Written, what: T) => string | undefined,
  what: T,
  change: (list: YAMLSeq, document: Document) => void,
): string {
  const document = parseDocument(text);
  const changed = inPlace({ text, document }, what);
  change(listIn(document), document);
  const anew = document.toString({ lineWidth: 0 });
  const isSame = changed !== undefined && isDeepStrictEqual(contentOf(changed), contentOf(anew));
  return isSame ? changed : anew;
}

const contentOf = (text: string): unknown => parseDocument(text).toJS();
const isCalled = (item: unknown, name: string) => isMap(item) && item.get("name") === name;

/** The list, which is made where there is none. */
function listIn(document: Document): YAMLSeq {
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
  if (!isMap(document.get("links"))) document.set("links", document.createNode({}));
  if (!isSeq(document.getIn(["links", "peers"]))) document.setIn(["links", "peers"], document.createNode([]));
  return document.getIn(["links", "peers"]) as YAMLSeq;
}

function spliced({ text, document }: Written, peer: PeerEntry): string | undefined {
  const links = pairIn(document.contents, "links");
  if (links === undefined)
    return `${text.replace(/\n*$/, text.trim() === "" ? "" : "\n")}links:\n${section(peer, "  ")}`;
  const peers = pairIn(links.value, "peers");
  if (peers === undefined) {
    const margin = marginOf(text, firstKeyOf(links.value)) ?? "  ";
    return isFlow(links.value) ? undefined : insertedBelow(text, links, section(peer, margin));
  }
  if (!isSeq(peers.value)) return insertedBelow(text, peers, item(peer, `${marginOf(text, peers.key)}  `));
  const { items } = peers.value;
  const last = items.at(-1);
  if (isNode(last) && isFlow(peers.value)) return insertedAt(text, endOf(last), `, ${inOneLine(peer)}`);
  if (isNode(last)) return insertedAt(text, lineEnd(text, last), item(peer, marginOf(text, last) ?? ""));
  if (isFlow(links.value)) return insertedAt(text, startOf(peers.value) + 1, inOneLine(peer));
  const emptied = text.slice(0, startOf(peers.value)).trimEnd() + text.slice(endOf(peers.value));
  return insertedBelow(emptied, peers, item(peer, `${marginOf(text, peers.key)}  `));
}

function cutOut({ text, document }: Written, name: string): string | undefined {
  const peers = pairIn(pairIn(document.contents, "links")?.value, "peers");
  if (peers === undefined || !isSeq(peers.value) || isFlow(peers.value)) return undefined;
  const gone = peers.value.items.find((each) => isCalled(each, name));
  if (!isNode(gone)) return undefined;
  const from = text.lastIndexOf("\n", startOf(gone)) + 1;
  const rest = text.slice(0, from) + text.slice(lineEnd(text, gone));
  if (peers.value.items.length > 1) return rest;
  const colon = rest.indexOf(":", endOf(peers.key as Node)) + 1;
  return insertedAt(rest, colon, " []");
}

function pairIn(map: unknown, name: string): Pair | undefined {
  return isMap(map) ? map.items.find(({ key }) => isNode(key) && key.toJSON() === name) : undefined;
}

const startOf = (node: Node) => node.range?.[0] ?? 0;
const endOf = (node: Node) => node.range?.[1] ?? 0;
const isFlow = (node: unknown) => (isMap(node) || isSeq(node)) && node.flow === true;
const firstKeyOf = (map: unknown) => (isMap(map) ? map.items[0]?.key : undefined);
const insertedAt = (text: string, at: number, more: string) => text.slice(0, at) + more + text.slice(at);

/** The spaces before the line on which a node begins. */
function marginOf(text: string, node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  const line = text.slice(text.lastIndexOf("\n", startOf(node) - 1) + 1);
  return /^ */.exec(line)?.[0];
}

/** After the last line of a node, with its line end. */
function lineEnd(text: string, node: Node): number {
  const end = text.slice(0, endOf(node)).trimEnd().length;
  const newline = text.indexOf("\n", end);
  return newline < 0 ? text.length : newline + 1;
}

function insertedBelow(text: string, { key }: Pair, lines: string): string {
  return insertedAt(text, lineEnd(text, key as Node), lines);
}

const section = (peer: PeerEntry, margin: string) => `${margin}peers:\n${item(peer, `${margin}  `)}`;

function item(peer: PeerEntry, margin: string): string {
  const lines = Object.entries(peer).map(([key, value]) => `${key}: ${scalar(value)}`);
  return lines.map((line, at) => `${margin}${at === 0 ? "-" : " "} ${line}\n`).join("");
}

const inOneLine = (peer: PeerEntry) =>
  `{ ${Object.entries(peer)
    .map(([key, value]) => `${key}: ${scalar(value)}`)
    .join(", ")} }`;

/** Text in quotes: a name may look like a number, and an address has a colon. */
const scalar = (value: string | boolean) => JSON.stringify(value);
