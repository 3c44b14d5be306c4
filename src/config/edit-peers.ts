// Changes to links.peers in the text of a configuration file. What stands elsewhere in it stays, comments included. It
// does not judge what comes of it: readConfiguration does.
import { type Document, isMap, isNode, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";

export interface PeerEntry {
  readonly name: string;
  readonly address?: string;
  readonly key: string;
  readonly connect?: false;
}

/** The text with one peer more, at the end of the list. */
export function withPeer(text: string, peer: PeerEntry): string {
  const document = parseDocument(text);
  const peers = peersOf(document);
  peers.add(document.createNode(peer));
  return written(document, text);
}

/** The text without the peer. */
export function withoutPeer(text: string, name: string): string {
  const document = parseDocument(text);
  const peers = peersOf(document);
  peers.items = peers.items.filter((each) => !isMap(each) || each.get("name") !== name);
  return written(document, text);
}

/** The list, which is made where there is none. */
function peersOf(document: Document): YAMLSeq {
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
  const links = document.get("links", true);
  const section = isMap(links) ? links : inPlaceOf(links, document.createNode({}));
  document.set("links", section);
  const peers = section.get("peers", true);
  const list = isSeq(peers) && peers.items.length > 0 ? peers : inPlaceOf(peers, document.createNode([]) as YAMLSeq);
  section.set("peers", list);
  return list;
}

/** What stood there as a comment, such as the keys of a sample, stays before what is written. */
function inPlaceOf<T extends YAMLMap | YAMLSeq>(there: unknown, made: T): T {
  if (isNode(there)) made.commentBefore = there.comment ?? there.commentBefore ?? null;
  made.flow = false;
  return made;
}

/** Lists stay as they were written, indented and spaced or not, and long lines long. */
function written(document: Document, text: string): string {
  return document.toString({
    lineWidth: 0,
    indentSeq: !/^\S[^\n]*:[^\S\n]*\n- /m.test(text),
    flowCollectionPadding: /[[{] /.test(text),
  });
}
