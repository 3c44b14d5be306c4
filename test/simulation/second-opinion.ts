// Holds what the nodes say in the end against the reference, and counts what the record shows to have been met.
import { fold } from "./lines.ts";
import type { Machine } from "./machine.ts";
import { CHANNELS, NICKS } from "./names.ts";
import { type Deed, inOrder, Reference } from "./reference.ts";
import type { Tally } from "./tally.ts";
import { Violation } from "./violation.ts";

/** The events of a machine's log, in the order in which it admitted them. */
export function deedsOf(machine: Machine): readonly Deed[] {
  const { log } = machine.disk;
  return log.read(0, log.lastPosition()).flatMap(({ origin, header, body }) => {
    if (origin === null) return [];
    const { actor, ...rest } = JSON.parse(header) as Omit<Deed, "body">;
    return [{ ...rest, actor, body: body === null ? {} : (JSON.parse(body) as Deed["body"]) }];
  });
}

/** What a person may be told in the end, by question; the same words as `Answers` has. */
export function expectedAnswers(reference: Reference): ReadonlyMap<string, string> {
  const answers = new Map<string, string>();
  for (const nick of NICKS) {
    const [bearer] = reference.nicks.get(nick) ?? [];
    answers.set(`WHOIS ${nick}`, bearer === undefined ? "" : (reference.users.get(bearer)?.ident ?? ""));
  }
  for (const name of CHANNELS) {
    const channel = reference.channels.get(fold(name));
    const members = [...(channel?.members ?? [])].map(([id, status]) => {
      const user = reference.users.get(id);
      return `${user?.ident} ${user?.away ? "G" : "H"}${status.has("o") ? "@" : ""}${status.has("v") ? "+" : ""}`;
    });
    answers.set(`WHO ${name}`, members.sort().join("\n"));
    const settings = [...(channel?.settings ?? [])].map(
      ([letter, value]) => `${letter}=${letter === "k" ? "" : value}`,
    );
    answers.set(`MODE ${name}`, channel ? [...channel.flags, ...settings].sort().join(" ") : "");
    const bans = [...(channel?.lists ?? [])].filter((each) => each.startsWith("b ")).map((each) => each.slice(2));
    answers.set(`MODE ${name} +b`, bans.sort().join("\n"));
    answers.set(`TOPIC ${name}`, channel?.topic ?? "");
  }
  return answers;
}

/** Throws Violation where somebody still waits for a nick: they should have been told, and have withdrawn. */
export function nobodyWaits({ nicks, users }: Reference): void {
  for (const [nick, queue] of nicks) {
    if (queue.length < 2) continue;
    const idents = queue.map((id) => users.get(id)?.ident).join(", ");
    throw new Violation("C5", `${nick} is claimed by ${idents} although all is quiet`);
  }
}

/** What the record shows: races, crossings, and events that came to something else than where they first arrived. */
export function countOutcomes(machines: readonly Machine[], tally: Tally): Reference {
  const orders = machines.map(deedsOf);
  const reference = new Reference(inOrder(orders[0] ?? []));
  if (reference.longestQueue >= 3) tally.met("a three-way nick race");
  const changed = new Set<string>();
  machines.forEach((machine, at) => {
    const seen = new Reference(orders[at] ?? []);
    for (const [id, effect] of reference.effects) {
      const before = seen.effects.get(id);
      if (before === effect) continue;
      changed.add(id);
      const isOwn = id.startsWith(`${machine.number + 1}`);
      if (isOwn && effect === "created" && before === "joined") tally.met("JOIN crossing the last PART");
      if (isOwn && effect === "joined" && before === "created") tally.met("a channel created twice");
      if (isOwn && effect === "no right") tally.met("a right that was lost before");
    }
  });
  tally.met("a late event that changed an outcome", changed.size);
  return reference;
}
