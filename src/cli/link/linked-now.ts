// Which links stand, by the record: the LINK and UNLINK events of the node's present epoch, the latest of each peer.
import { decodeHeader } from "../../../events/codec.ts";
import { nodeOf, type Origin } from "../../../events/names.ts";
import type { Entry, LogReader } from "../../record/log.ts";
import { originsIn } from "../../record/snapshot.ts";

export interface LastLink {
  readonly node: string;
  /** Microseconds since 1970. */
  readonly at: number;
  readonly isLinked: boolean;
  /** Why it ended. */
  readonly reason: string | undefined;
}

const PAGE = 2000;
const WORD = /"type":"(?:UN)?LINK"/;

/** Key of a peer → the last that its node said of the link with it. Throws LogError. */
export function lastLinks(log: LogReader, node: string): ReadonlyMap<string, LastLink> {
  const found = new Map<string, LastLink>();
  const keys = new Map<string, string | undefined>();
  for (const [peer, last] of saidOfLinks(log, node)) {
    if (!keys.has(peer)) keys.set(peer, openingOf(log, peer)?.key);
    const key = keys.get(peer);
    if (key !== undefined && !found.has(key)) found.set(key, last);
  }
  return found;
}

/** Whether a node said last of its link with another one that it is there. Throws LogError. */
export function isLinkedWith(log: LogReader, node: string, peer: string): boolean {
  for (const [, last] of saidOfLinks(log, node)) if (last.node === peer) return last.isLinked;
  return false;
}

/** What the node said in its present epoch of links with epochs of others, the latest first. */
function* saidOfLinks(log: LogReader, node: string): Iterable<readonly [peer: Origin, said: LastLink]> {
  const own = presentEpoch(log, node);
  for (const { header, body } of own === undefined ? [] : backwards(log, own)) {
    if (!WORD.test(header) || body === null) continue;
    const { at, type } = decodeHeader(header);
    const { peer, reason } = JSON.parse(body) as { readonly peer: Origin; readonly reason?: string };
    yield [peer, { node: nodeOf(peer), at, isLinked: type === "LINK", reason }];
  }
}

/** The key that a node has shown in the first opening of it that is held. Throws LogError. */
export function keyOfNode(log: LogReader, node: string): string | undefined {
  for (const origin of originsOf(log, node)) {
    const key = openingOf(log, origin)?.key;
    if (key !== undefined) return key;
  }
  return undefined;
}

const originsOf = (log: LogReader, node: string) =>
  [...log.lastSequences().keys()].filter((origin) => nodeOf(origin as Origin) === node);

function presentEpoch(log: LogReader, node: string): string | undefined {
  const at = (origin: string) => openingOf(log, origin)?.at ?? 0;
  return originsOf(log, node).reduce<string | undefined>(
    (latest, origin) => (latest === undefined || at(origin) > at(latest) ? origin : latest),
    undefined,
  );
}

function openingOf(log: LogReader, origin: string): { readonly at: number; readonly key?: string } | undefined {
  const [first] = log.readOrigin(origin, 0, 1);
  if (first?.body == null) return openingBefore(log, origin);
  return { ...(JSON.parse(first.body) as { key?: string }), at: decodeHeader(first.header).at };
}

/** One that is missing yet, by the snapshot that it came before. */
function openingBefore(log: LogReader, origin: string): ReturnType<typeof openingOf> {
  const base = log.hole()?.base;
  const row = base && originsIn(base).find((each) => each.origin === origin);
  return row && { ...row, at: row.openedAt };
}

/** The events of an origin, the last first. */
function* backwards(log: LogReader, origin: string): Iterable<Entry> {
  let last = log.lastSequences().get(origin) ?? 0;
  while (last > 0) {
    const after = Math.max(0, last - PAGE);
    yield* log.readOrigin(origin, after, last - after).toReversed();
    last = after;
  }
}
