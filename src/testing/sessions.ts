// Random sessions of a few clients. A step is a template and who is to say it; it becomes a line when it is its turn,
// from what is so in the network then: so most commands can have an effect, and a session shrinks to a few steps.
import fc from "fast-check";
import type { Network, Room } from "./judge/network.ts";

/** One of these; with an s at its end, all of these, one after the other. */
export type Role = "operator" | "member" | "outsider" | "anyone" | "members" | "outsiders";

export interface Step {
  /** What the speaker is in the room of the step, if there is somebody. */
  readonly by: Role;
  /** Which of those, and which of the others the step is about. */
  readonly who: number;
  readonly whom: number;
  readonly room: number;
  /** With a label, where the speaker has negotiated labeled-response. */
  readonly isLabeled: boolean;
  /**
   * {room} its name, {ROOM} in upper case, {me} {member} {outsider} {someone} nicks, {ME} {SOMEONE} in upper case,
   * {members} the nicks of all others there, {free} {ghost} nicks that nobody bears, {key} the room's key,
   * {text} a short text, {long} one of 480 bytes, {token} one word.
   */
  readonly say: string;
}

export interface Names {
  readonly rooms: readonly string[];
  /** Beginning of the nicks that nobody bears. */
  readonly spare: string;
}

type Row = readonly [weight: number, by: Role, ...templates: readonly string[]];

const ROWS: readonly Row[] = [
  [6, "outsiders", "JOIN {room}"],
  [1, "members", "PART {room}"],
  [10, "outsider", "JOIN {room}"],
  [2, "outsider", "JOIN {ROOM}", "JOIN {room} {key}", "JOIN {room} wrong"],
  [4, "member", "PART {room}", "PART {room} :{text}"],
  [2, "operator", "PART {room}"],
  [1, "outsider", "PART {room}"],
  [1, "member", "JOIN 0"],
  [1, "operator", "KICK {room} {members}"],
  [3, "operator", "MODE {room} +i", "MODE {room} -n", "MODE {room} +t"],
  [4, "operator", "MODE {room} +m", "MODE {room} +n"],
  [2, "operator", "MODE {room} -i", "MODE {room} -m", "MODE {room} -t", "MODE {room} +s", "MODE {room} +p-s"],
  [3, "operator", "MODE {room} +k sesame", "MODE {room} +l 1", "MODE {room} +l 2", "MODE {room} +kl sesame 2"],
  [2, "operator", "MODE {room} -k {key}", "MODE {room} -l", "MODE {room} +ps"],
  [3, "operator", "MODE {room} +b {someone}!*@*", "MODE {room} +b {outsider}!*@*", "MODE {room} -b {someone}!*@*"],
  [
    4,
    "operator",
    "MODE {room} +o {member}",
    "MODE {room} +v {member}",
    "MODE {room} -o {member}",
    "MODE {room} -v {member}",
  ],
  [
    1,
    "operator",
    "MODE {room} -o {me}",
    "MODE {room} +v {me}",
    "MODE {room} +o {outsider}",
    "MODE {room} +oo {member}",
  ],
  [2, "member", "MODE {room} +o {me}", "MODE {room} +m", "MODE {room} -o {member}", "MODE {room} +b {member}!*@*"],
  [1, "outsider", "MODE {room} +m", "MODE {room} +o {me}", "KICK {room} {member} :{text}"],
  [3, "operator", "KICK {room} {member} :{text}", "KICK {room} {member}", "KICK {room} {outsider}"],
  [1, "member", "KICK {room} {member} :{text}"],
  [3, "operator", "INVITE {outsider} {room}", "INVITE {outsider} {room}", "INVITE {member} {room}"],
  [1, "outsider", "INVITE {someone} {room}"],
  [3, "operator", "TOPIC {room} :{text}", "TOPIC {room} :", "TOPIC {room} :{long}"],
  [2, "member", "TOPIC {room} :{text}", "TOPIC {room}"],
  [3, "member", "MODE {room}", "MODE {room} b"],
  [3, "operator", "MODE {room}", "MODE {room} +b"],
  [6, "member", "PRIVMSG {room} :{text}", "NOTICE {room} :{text}", "PRIVMSG {ROOM} :{text}", "PRIVMSG {room} :{long}"],
  [3, "outsider", "PRIVMSG {room} :{text}", "NOTICE {room} :{text}"],
  [3, "anyone", "PRIVMSG {someone} :{text}", "NOTICE {SOMEONE} :{text}", "PRIVMSG {someone} :{long}"],
  [3, "anyone", "NOTICE {ghost} :{text}", "PRIVMSG {ghost} :{text}", "PRIVMSG {room}", "PRIVMSG {room} :", "PRIVMSG"],
  [5, "member", "NAMES {room}", "WHO {room}", "WHOIS {member}", "WHOIS {me}"],
  [3, "anyone", "NAMES {room}", "LIST {room}", "WHOIS {ghost}", "WHO {someone}", "WHOWAS {ghost}"],
  [4, "anyone", "NICK {free}", "NICK {someone}", "NICK {SOMEONE}", "NICK {ME}", "NICK"],
  [2, "anyone", "AWAY :{text}", "AWAY"],
  [2, "anyone", "ISON :{someone} {ghost}", "USERHOST {someone}", "LUSERS", "MOTD", "VERSION", "TIME", "LINKS", "HELP"],
  [2, "anyone", "PING {token}", "FROBNICATE {token}", "USER a 0 * :a", "MODE {ghost}", "MODE {ghost} +i", "JOIN"],
  [1, "anyone", "CAP REQ :multi-prefix probe.example/none", "CAP REQ :probe.example/none"],
  [1, "anyone", "QUIT :{text}"],
];

export interface SessionLimits {
  readonly clients: number;
  readonly rooms: number;
  /** Steps. */
  readonly most: number;
}

/** Sessions of up to `most` steps; they shrink to one. */
export function sessions({ clients, rooms, most }: SessionLimits): fc.Arbitrary<readonly Step[]> {
  const nobody = { who: fc.nat({ max: clients - 1 }), whom: fc.nat({ max: clients - 1 }) };
  const room = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: rooms - 1 }) });
  const step = fc.oneof(
    { withCrossShrink: true },
    ...ROWS.map(([weight, by, ...templates]) => ({
      weight,
      arbitrary: fc.record({
        by: fc.constant(by),
        ...nobody,
        room,
        isLabeled: fc.boolean(),
        say: fc.constantFrom(...templates),
      }),
    })),
  );
  return fc.array(step, { minLength: 1, maxLength: most, size: "max" });
}

export interface Said {
  readonly client: number;
  readonly line: string;
}

/** The lines of a step and the clients that say them, as things are; none where nobody is there to say it. */
export function linesOf(step: Step, network: Network, names: Names): readonly Said[] {
  if (step.by !== "members" && step.by !== "outsiders")
    return [lineOf(step, network, names)].flatMap((said) => said ?? []);
  const room = network.room(names.rooms[step.room]);
  const isSpeaker = (client: number) => (room?.members.has(client) === true) === (step.by === "members");
  const speakers = [...network.nicks.keys()].filter((each) => network.nicks[each] !== undefined && isSpeaker(each));
  return speakers.map((client) => ({ client, line: step.say.replace("{room}", names.rooms[step.room] ?? "") }));
}

function lineOf(step: Step, network: Network, names: Names): Said | undefined {
  const name = names.rooms[step.room] ?? "";
  const room = network.room(name);
  const live = [...network.nicks.keys()].filter((client) => network.nicks[client] !== undefined);
  const client =
    pick(
      live.filter((each) => roleOf(network, room, each, step.by)),
      step.who,
    ) ?? pick(live, step.who);
  if (client === undefined) return undefined;
  const nickOf = (chosen: readonly number[]) =>
    network.nicks[pick(chosen, step.whom) ?? pick(others, step.whom) ?? client] ?? "";
  const others = live.filter((each) => each !== client);
  const words: Readonly<Record<string, () => string>> = {
    room: () => name,
    ROOM: () => name.toUpperCase(),
    me: () => network.nicks[client] ?? "",
    ME: () => (network.nicks[client] ?? "").toUpperCase(),
    members: () =>
      others
        .filter((each) => room?.members.has(each))
        .map((each) => network.nicks[each])
        .join(","),
    member: () => nickOf(others.filter((each) => room?.members.has(each))),
    outsider: () => nickOf(others.filter((each) => !room?.members.has(each))),
    someone: () => nickOf(others),
    SOMEONE: () => nickOf(others).toUpperCase(),
    free: () => `${names.spare}${"xyz"[step.whom % 3]}`,
    ghost: () => `${names.spare}q`,
    key: () => room?.modes?.get("k") ?? "sesame",
    text: () => `said ${step.who}${step.whom}`,
    long: () => "long word ".repeat(48),
    token: () => `token${step.whom}`,
  };
  const line = step.say.replace(/\{(\w+)\}/g, (_, word: string) => words[word]?.() ?? "");
  return { client, line: line.trimEnd() };
}

const pick = (from: readonly number[], at: number): number | undefined => from[at % from.length];

function roleOf(network: Network, room: Room | undefined, client: number, role: Role): boolean {
  if (role === "anyone") return true;
  if (!room?.members.has(client)) return role === "outsider";
  const isOperator = network.isPrivileged(room, client) === true;
  return role === "operator" ? isOperator : role === "member" && !isOperator;
}
