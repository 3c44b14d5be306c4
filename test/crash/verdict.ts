// What one round proves: each received line is in the log, nobody missed one in between, and the state that the log
// gives is what the clients were told, with what nobody was told any more accounted for.
import type { Client } from "./client.ts";
import type { Logged, LoggedLine } from "./logged.ts";
import type { Observed, ObservedChannel } from "./observed.ts";
import type { PastChannel, PastState } from "./past-state.ts";

export interface Verdict {
  /** Deliveries received, and how many of them are not in the log. */
  readonly received: number;
  readonly lost: number;
  /** Facts of what clients were told that were held against the state. */
  readonly facts: number;
  /** In words, at most a few. */
  readonly faults: readonly string[];
}

const MOST_FAULTS = 8;

export function judge(clients: readonly Client[], logged: Logged, state: PastState): Verdict {
  const faults: string[] = [];
  const blame = (fault: string) => {
    if (faults.length < MOST_FAULTS) faults.push(fault);
  };
  const places = placesOf(logged.lines);
  let received = 0;
  let lost = 0;
  let facts = 0;
  for (const client of clients) {
    received += client.deliveries.length;
    const missing = missingOf(client.deliveries, places);
    lost += missing.length;
    for (const line of missing) blame(`${client.nick} received what is not in the log: ${line}`);
    const expected = logged.byFirstNick.get(client.nick)?.lines ?? [];
    if (missing.length > 0) continue;
    const wrong = client.deliveries.findIndex((line, at) => expected[at]?.line !== line);
    if (wrong >= 0) blame(`${client.nick} received ${client.deliveries[wrong]} where ${expected[wrong]?.line} was due`);
    hearTail(client.observed, expected.slice(client.deliveries.length));
    facts += compare(client.observed, state, (fault) => blame(`${client.nick}: ${fault}`));
  }
  if (lost === 0 && state.users.size !== clients.length) {
    blame(`the state has ${state.users.size} users, but ${clients.length} were connected`);
  }
  return { received, lost, facts, faults };
}

function placesOf(lines: readonly LoggedLine[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const { line, position } of lines) {
    const at = places.get(line);
    if (at) at.push(position);
    else places.set(line, [position]);
  }
  return places;
}

/** The lines that no event after the one of the line before can have made. */
function missingOf(lines: readonly string[], places: ReadonlyMap<string, readonly number[]>): string[] {
  let reached = 0;
  return lines.filter((line) => {
    const position = places.get(line)?.find((each) => each > reached);
    if (position === undefined) return true;
    reached = position;
    return false;
  });
}

/** Events of the log that the client was not told of any more. Of a channel entered there nothing was told. */
function hearTail(observed: Observed, tail: readonly LoggedLine[]): void {
  for (const { line } of tail) observed.hear(line);
}

/** Gives the number of facts compared. */
function compare(observed: Observed, state: PastState, blame: (fault: string) => void): number {
  let facts = 1;
  const check = (what: string, told: unknown, holds: unknown) => {
    facts++;
    if (told !== holds) blame(`${what} was told as ${String(told)}, the state says ${String(holds)}`);
  };
  const joined = state.users.get(observed.nick);
  if (!joined) {
    blame(`there is no user ${observed.nick}`);
    return facts;
  }
  check("the list of channels", listed(observed.channels.keys()), listed(joined));
  for (const [name, channel] of observed.channels) {
    const holds = state.channels.get(name);
    if (holds) compareChannel(name, channel, holds, check);
    else check(`channel ${name}`, "there", "gone");
  }
  return facts;
}

type Check = (what: string, told: unknown, holds: unknown) => void;

function compareChannel(name: string, told: ObservedChannel, holds: PastChannel, check: Check): void {
  if (told.isComplete) {
    check(`members of ${name}`, listed(told.members.keys()), listed(holds.members.keys()));
    check(`topic of ${name}`, told.topic, holds.topic);
  }
  for (const [nick, member] of told.members) {
    const status = holds.members.get(nick);
    check(`${nick} in ${name}`, true, status !== undefined);
    if (member.isOperator !== undefined) check(`${nick} +o in ${name}`, member.isOperator, status?.includes("o"));
    if (member.hasVoice !== undefined) check(`${nick} +v in ${name}`, member.hasVoice, status?.includes("v"));
  }
  if (told.limit !== undefined) check(`limit of ${name}`, told.limit, holds.settings.l ?? null);
  for (const [flag, isSet] of told.flags) check(`+${flag} of ${name}`, isSet, holds.flags.includes(flag));
  for (const [mask, isSet] of told.bans) check(`ban ${mask} of ${name}`, isSet, holds.bans.has(mask));
}

const listed = (names: Iterable<string>) => [...names].sort().join(" ");
