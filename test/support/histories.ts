// Histories of several origins for properties of the fold. Names are few, so that the events meet; many are void where they
// stand, as in a real partition.
import fc from "fast-check";
import type { AnyDraft, AnyEvent } from "../../events/envelope.ts";
import {
  type ChannelId,
  casefold,
  type Micros,
  type NodeId,
  type Origin,
  type UserId,
  userId,
} from "../../events/names.ts";

const NODES = ["1AA", "2BB", "3CC"] as string[] as NodeId[];
const NICKS = ["ann", "bob", "Cat", "dan"];
const CHANNELS = ["#x", "#y"] as ChannelId[];

/** One step of a node: what it does, and how much later than its last one. */
export interface Step {
  readonly node: number;
  readonly what: number;
  readonly who: number;
  readonly whom: number;
  readonly name: number;
  readonly gap: number;
}

export const step: fc.Arbitrary<Step> = fc.record({
  node: fc.nat({ max: NODES.length - 1 }),
  what: fc.nat({ max: 99 }),
  who: fc.nat({ max: 2 }),
  whom: fc.nat({ max: 8 }),
  name: fc.nat({ max: 7 }),
  gap: fc.integer({ min: 1, max: 40 }),
});

/**
 * The logs of the origins, each in its own order: an epoch's events may arrive after the next one was opened, as when a
 * backup was restored. Users are numbered 0 to 2 in each epoch.
 */
export function histories(steps: readonly Step[]): readonly (readonly AnyEvent[])[] {
  const clocks = NODES.map(() => 0);
  const epochs = NODES.map(() => 0);
  const seqs = NODES.map(() => 0);
  const logs = new Map<Origin, AnyEvent[]>();
  const originOf = (node: number) => `${NODES[node]}.e${epochs[node]}` as Origin;
  const add = (node: number, draft: AnyDraft, gap: number) => {
    clocks[node] = (clocks[node] as number) + gap;
    seqs[node] = (seqs[node] as number) + 1;
    const place = { origin: originOf(node), seq: seqs[node] as number, at: clocks[node] as Micros, version: 1 };
    logs.set(place.origin, [...(logs.get(place.origin) ?? []), { ...place, ...draft } as AnyEvent]);
  };
  const open = (node: number, gap: number) => {
    epochs[node] = (epochs[node] as number) + 1;
    seqs[node] = 0;
    const firstUser = (epochs[node] as number) * 10;
    add(node, { type: "OPEN", body: { node: NODES[node] as NodeId, name: "n", software: "s", firstUser } }, gap);
  };
  for (const node of NODES.keys()) open(node, 1);
  for (const { node, what, who, whom, name, gap } of steps) {
    const person = (n: number, of: number) => userId(originOf(of), (epochs[of] as number) * 10 + (n % 3));
    const actor = person(who, node);
    const draft = draftOf({ what, actor, target: person(whom, Math.floor(whom / 3)), name });
    // A restored backup does not know how far its former epoch had come.
    if (draft === "open") clocks[node] = Math.max(0, (clocks[node] as number) - 50 * (name % 3));
    if (draft === "open") open(node, gap);
    else add(node, draft, gap);
  }
  return [...logs.values()];
}

interface Asked {
  readonly what: number;
  readonly actor: UserId;
  readonly target: UserId;
  readonly name: number;
}

function draftOf({ what, actor, target, name }: Asked): AnyDraft | "open" {
  const channel = CHANNELS[name % CHANNELS.length] as ChannelId;
  const nick = NICKS[name % NICKS.length] as string;
  if (what < 2) return "open";
  if (what < 3) return { type: "CLOSE", body: { reason: "r" } };
  if (what < 22) return { type: "CONNECT", actor, body: { nick, username: "u", host: "h", realname: "r" } };
  if (what < 42) return { type: "JOIN", actor, body: { channel, name: channel } };
  if (what < 50) return { type: "PART", actor, body: { channel } };
  if (what < 56) return { type: "QUIT", actor, body: { reason: "q" } };
  if (what < 64) return { type: "NICK", actor, body: { nick } };
  if (what < 70) return { type: "KICK", actor, body: { channel, target, reason: "k" } };
  if (what < 80) {
    const changes = [
      ["+", "flag", "t"],
      ["+", "status", "o", target],
      ["-", "status", "o", target],
    ] as const;
    return { type: "MODE", actor, body: { channel, changes: [changes[name % 3] as (typeof changes)[0]], by: "b" } };
  }
  if (what < 84) return { type: "TOPIC", actor, body: { channel, text: `topic ${name}`, by: "b" } };
  if (what < 88) return { type: "INVITE", actor, body: { channel, target } };
  if (what < 91) return { type: "AWAY", actor, body: { text: `away ${name}` } };
  if (what < 93) return { type: "OPER", actor, body: { name: "op", privileges: "ban chghost samode" } };
  if (what < 95) return { type: "KLINE", actor, body: { mask: `${nick}@*`, reason: "r", until: 0, by: "b" } };
  if (what < 96) return { type: "UNKLINE", actor, body: { mask: `${casefold(nick)}@*` } };
  if (what < 98) return { type: "SAMODE", actor, body: { channel, changes: [["+", "flag", "m"]], by: "b" } };
  if (what < 99) return { type: "CHGHOST", actor, body: { target, username: "v", host: `h${name}` } };
  return { type: "KILL", actor, body: { target, reason: "k" } };
}

/** The logs merged into one order of arrival by a list of choices. */
export function arrivals(logs: readonly (readonly AnyEvent[])[], choices: readonly number[]): readonly AnyEvent[] {
  const heads = logs.map(() => 0);
  const order: AnyEvent[] = [];
  for (let at = 0; ; at++) {
    const open = logs.flatMap((log, node) => ((heads[node] as number) < log.length ? [node] : []));
    if (open.length === 0) return order;
    // A choice holds for a while, as when a link is slow or cut.
    const node = open[(choices[Math.floor(at / 4) % choices.length] ?? 0) % open.length] as number;
    order.push((logs[node] as AnyEvent[])[heads[node] as number] as AnyEvent);
    heads[node] = (heads[node] as number) + 1;
  }
}
