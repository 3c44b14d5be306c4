// N1 and N5: who bears a nick, and which prefix stands before it in NAMES, WHO and WHOIS.
import type { Line } from "../model/wire.ts";
import { afterPrefixes, namesIn, nickOf } from "./lines.ts";
import { atEachMoment, type Moment, ownEffect, type Report } from "./moments.ts";
import type { Network, Room } from "./network.ts";

export const nicksAreUnique = atEachMoment((moment, report) => {
  const { sent, before, speaker, own, offer } = moment;
  if (sent.verb === "NICK") {
    const other = before.bearer(sent.parameters[0]);
    if (other !== undefined && other !== speaker && ownEffect(moment, "NICK")) {
      report(
        "N1/nick-in-use",
        `${before.nicks[speaker]} became ${sent.parameters[0]}, which ${before.nicks[other]} bears`,
      );
    }
  }
  const renamed = sent.verb === "NICK" ? own.find((line) => line.verb === "NICK") : undefined;
  if (renamed && before.bearer(nickOf(renamed.source)) !== speaker) {
    report("N1/old-nick", `${before.nicks[speaker]} is told :${renamed.source} NICK ${renamed.parameters[0]}`);
  }
  const seen = new Set<string>();
  for (const line of own) {
    if (line.verb === "366") seen.clear();
    if (line.verb !== "353") continue;
    for (const { nick } of namesIn(line.parameters[3] ?? "", offer)) {
      if (seen.has(offer.fold(nick))) report("N1/twice-in-names", `${nick} stands twice in ${line.parameters[2]}`);
      seen.add(offer.fold(nick));
    }
  }
});

export const statusIsShown = atEachMoment((moment, report) => {
  const { sent, own, offer } = moment;
  for (const line of own) {
    const [, first = "", second = "", third = ""] = line.parameters;
    if (line.verb === "353" && sent.verb === "NAMES") {
      for (const { nick, status, text } of namesIn(third, offer))
        judge(moment, report, { at: second, nick, status, text });
    }
    if (line.verb === "352" && sent.verb === "WHO" && line.parameters.length >= 8) {
      const [, , , , , nick = "", flags = ""] = line.parameters;
      const { rest, status } = afterPrefixes(flags.replace(/^[HG]\*?/, ""), offer);
      // Other flags stand behind the prefixes; what stands before them is not known here.
      if (!/[^a-zA-Z*]/.test(rest)) judge(moment, report, { at: first, nick, status, text: flags });
    }
    if (line.verb === "319" && sent.verb === "WHOIS") {
      for (const word of second.split(" ").filter((each) => each !== "")) {
        const { rest, status } = afterPrefixes(word, offer);
        judge(moment, report, { at: rest, nick: first, status, text: word });
      }
    }
  }
});

const RULES = { NAMES: "N5/names", WHO: "N5/who", WHOIS: "N5/whois" } as const;

interface Shown {
  readonly at: string;
  readonly nick: string;
  readonly status: readonly string[];
  readonly text: string;
}

/** Held against what the asker, a member itself, has been told. */
function judge({ sent, before, speaker, offer }: Moment, report: Report, { at, nick, status, text }: Shown): void {
  const room = before.room(at);
  const client = before.bearer(nick);
  if (room === undefined || client === undefined || !room.members.has(speaker)) return;
  const held = room.members.has(client) ? room.members.get(client) : new Set<string>();
  if (held === undefined) return;
  const all = offer.statuses.map((each) => each.letter).filter((letter) => held.has(letter));
  const wanted = before.has(speaker, "multi-prefix") ? all : all.slice(0, 1);
  // Who shows more than the highest without being asked is judged elsewhere.
  const shown = before.has(speaker, "multi-prefix") ? status : status.slice(0, 1);
  if (wanted.join("") === shown.join("")) return;
  const rule = RULES[sent.verb as keyof typeof RULES];
  report(rule, `${nick} in ${room.name} has status "${all.join("")}" and is shown as ${text}`);
}

/** N6: how status comes about. */
export const statusIsGiven = atEachMoment((moment, report) => {
  const { before, after, speaker, own, offer, sent } = moment;
  const joined = ownEffect(moment, "JOIN");
  const name = joined?.parameters[0] ?? "";
  if (joined && !before.room(name) && name.startsWith("#")) {
    const isOperator = after.room(name)?.members.get(speaker);
    if (isOperator && !after.isPrivileged(after.room(name) as Room, speaker)) {
      report("N6/creator", `${before.nicks[speaker]} created ${name} and is no operator there`);
    }
  }
  if (joined && before.room(name)) {
    const own353 = own.filter(
      (line) => line.verb === "353" && offer.fold(line.parameters[2] ?? "") === offer.fold(name),
    );
    const names = own353.flatMap((line) => namesIn(line.parameters[3] ?? "", offer));
    const self = names.find((each) => before.bearer(each.nick) === speaker);
    const isGiven = own.some((line) => line.verb === "MODE");
    if (self && self.status.length > 0 && !isGiven)
      report("N6/joiner", `${self.text} has joined ${name} with a status`);
  }
  const room = before.room(sent.parameters[0]);
  if (room === undefined || before.isPrivileged(room, speaker) !== false) return;
  const who = before.nicks[speaker];
  if (sent.verb === "MODE" && ownEffect(moment, "MODE", room.name))
    report("N6/mode", `${who} is no operator of ${room.name}`);
  if (sent.verb === "KICK" && wasCarriedOut(moment, "KICK", room, before)) {
    report("N6/kick", `${who} is no operator of ${room.name}`);
  }
  if (sent.verb === "TOPIC" && room.modes?.has("t") && ownEffect(moment, "TOPIC", room.name)) {
    report("N6/topic", `${who} is no operator of ${room.name}, which has +t`);
  }
});

/** Whoever kicks from outside is not told; the room is. */
function wasCarriedOut({ heard, speaker, offer }: Moment, verb: string, room: Room, before: Network): boolean {
  const is = (line: Line) => line.verb === verb && offer.fold(line.parameters[0] ?? "") === offer.fold(room.name);
  return heard.flat().some((line) => is(line) && before.bearer(nickOf(line.source)) === speaker);
}
