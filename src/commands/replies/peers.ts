// The peers of this server: which one an operator means, and what is told of the links with them.
import { casefold } from "../../../events/names.ts";
import { ERR_NOSUCHSERVER, RPL_STATSDEBUG, RPL_STATSLINKINFO } from "../../protocol/numerics.ts";
import { answer, type Decision, refuse } from "../runner/command.ts";
import { fail, type Reply, reply } from "../runner/reply.ts";
import type { LinkFacts, MergeFacts, PeerFacts, View } from "../runner/view.ts";
import { isServerName } from "./servers.ts";

const KIB = 1024;

/** By its name in the configuration, or by its server name or node id while it is linked. */
export function peerNamed(view: View, wanted: string): PeerFacts | undefined {
  const folded = casefold(wanted);
  const peers = view.peers();
  const isLinkedAs = ({ link }: PeerFacts) =>
    link !== undefined && [link.node, serverNameOf(view, link)].some((name) => casefold(name) === folded);
  return peers.find(({ name }) => casefold(name) === folded) ?? peers.find(isLinkedAs);
}

/** A server that is linked elsewhere is no mistake in the name. */
export function notAPeer(view: View, verb: string, wanted: string): Decision {
  if (!isServerName(view.state, wanted)) return refuse(ERR_NOSUCHSERVER, wanted);
  return answer([fail(verb, "NOT_A_PEER", `${wanted} is no peer of this server: ask a server that it is a peer of`)]);
}

/** For those who may know: how each direct link does. */
export function linkTextOf(view: View, node: string): string {
  const link = view.peers().find((peer) => peer.link?.node === node)?.link;
  if (link === undefined) return "";
  return ` [round trip ${shownRoundTrip(link)}, clock ${shownOffset(link)}, backlog ${link.backlog}]`;
}

/** STATS l: figures of each link, calls of each peer, merges, and what is missing in the record. */
export function linkReplies(view: View): readonly Reply[] {
  const peers = view
    .peers()
    .flatMap((peer) => [
      ...(peer.link === undefined ? [] : [linkReply(view, peer.name, peer.link)]),
      reply(RPL_STATSDEBUG, "l", `${peer.name}: ${callsText(peer)}`),
    ]);
  const merges = view.merges();
  if (merges === undefined) return peers;
  const missing = merges.missing === 0 ? [] : [reply(RPL_STATSDEBUG, "l", missingText(merges.missing))];
  return [...peers, reply(RPL_STATSDEBUG, "l", mergesText(merges)), ...missing];
}

const missingText = (events: number) =>
  `record: ${events} events of before a snapshot are missing, and are fetched from linked peers`;

function mergesText({ merges, deferred, unseen, passedOver }: MergeFacts): string {
  const untold = `${unseen} of people out of reach, ${passedOver} that came during a merge`;
  return `merges: ${merges}, of ${deferred} events; messages in the record only: ${untold}`;
}

/** The first seven are those of RFC 2812 §5.1: events stand for messages, and the backlog for the send queue. */
function linkReply(view: View, name: string, link: LinkFacts): Reply {
  const kib = (bytes: number) => String(Math.round(bytes / KIB));
  const seconds = Math.max(0, Math.floor((view.now - link.since) / 1_000_000));
  const since = new Date(link.since / 1000).toISOString();
  const text = [
    `${serverNameOf(view, link)} (${link.node}) at ${link.remote} since ${since}`,
    `round trip ${shownRoundTrip(link)}`,
    `clock ${shownOffset(link)}`,
    `credit ${link.credit} bytes`,
    `duplicates ${link.duplicates}`,
  ].join(", ");
  return reply(
    RPL_STATSLINKINFO,
    ...[name, String(link.backlog), String(link.sentEvents), kib(link.sentBytes)],
    ...[String(link.receivedEvents), kib(link.receivedBytes), String(seconds), text],
  );
}

function callsText(peer: PeerFacts): string {
  const { made, resumed, failed } = peer.calls;
  return `${stateOf(peer)}; calls: ${made} answered (${resumed} with a resumed TLS session), ${failed} failed`;
}

function stateOf({ address, isParted, calls, link }: PeerFacts): string {
  if (link !== undefined) return "linked";
  if (isParted) return "parted by an operator";
  if (calls.backOffMs !== undefined)
    return `not linked, waits ${(calls.backOffMs / 1000).toFixed(1)} s before the next call`;
  return address === undefined ? "not linked, has to call" : "not linked";
}

const serverNameOf = ({ state }: View, { node }: LinkFacts) =>
  [...state.origins.values()].findLast((row) => row.node === node && !row.isClosed)?.name ?? node;
const shownRoundTrip = ({ rttMs }: LinkFacts) => (rttMs === undefined ? "unknown" : `${rttMs.toFixed(1)} ms`);

/** How far the other clock is ahead. */
function shownOffset({ offsetMicros }: LinkFacts): string {
  if (offsetMicros === undefined) return "unknown";
  return `${offsetMicros < 0 ? "-" : "+"}${(Math.abs(offsetMicros) / 1000).toFixed(1)} ms`;
}
