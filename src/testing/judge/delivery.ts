// N11: what happens in a channel, or to a user, is told to everybody whom it concerns, once, and to nobody else.
import { type Line, readLine } from "../model/wire.ts";
import { changesOf, nickOf } from "./lines.ts";
import { atEachMoment, type Moment, type Report } from "./moments.ts";
import type { Room } from "./network.ts";

const IN_ROOMS = new Set(["JOIN", "PART", "KICK", "MODE", "TOPIC"]);

export const eventsAreTold = atEachMoment((moment, report) => {
  const { own, sent, before, after, offer } = moment;
  for (const verb of IN_ROOMS) {
    const names = new Set(own.filter((line) => line.verb === verb).map((line) => offer.fold(line.parameters[0] ?? "")));
    for (const name of names) {
      const [was, is] = [before.rooms.get(name), after.rooms.get(name)];
      // A topic that is set to what it is need not be told.
      const isSame = verb === "TOPIC" && was?.topic === is?.topic;
      const audience = new Set([...membersOf(was), ...membersOf(is)]);
      if (audience.size > 0 && !isSame) tellRoom(moment, report, verb, { name, audience });
    }
  }
  // Whatever nick it comes from: that is judged elsewhere.
  const isRenamed = own.some((line) => line.verb === "NICK");
  if (sent.verb === "NICK") tellNeighbours(moment, report, "NICK", isRenamed);
  if (sent.verb === "QUIT") tellNeighbours(moment, report, "QUIT", true);
  strays(moment, report);
});

const membersOf = (room: Room | undefined): readonly number[] => [...(room?.members.keys() ?? [])];

interface Where {
  readonly name: string;
  readonly audience: ReadonlySet<number>;
}

/** All concerned hear the same as the speaker. MODE lines may be cut in other ways, so their changes are compared. */
function tellRoom(moment: Moment, report: Report, verb: string, { name, audience }: Where): void {
  const { heard, before, after, speaker, offer } = moment;
  const told = heard.map((lines) => {
    const there = lines.filter((line) => line.verb === verb && offer.fold(line.parameters[0] ?? "") === name);
    return there.flatMap((line) => (verb === "MODE" ? letters(line, moment) : [essence(line, moment)])).sort();
  });
  const wanted = told[speaker] ?? [];
  told.forEach((got, client) => {
    const who = before.nicks[client];
    if (client === speaker || who === undefined) return;
    if (!audience.has(client)) {
      if (got.length > 0) report("N11/overheard", `${who} is not in ${name} and is told ${got.join(", ")}`, verb);
      return;
    }
    const [missed, extra] = [without(wanted, got), without(got, wanted)];
    // Whoever is the first of several to be kicked does not see the others go.
    if (verb === "KICK" && wanted.length > 1 && !after.rooms.get(name)?.members.has(client)) return;
    if (missed.length > 0) report("N11/missed", `${who} in ${name} is not told ${missed.join(", ")}`, verb);
    if (extra.length > 0) report("N11/twice", `${who} in ${name} is told ${extra.join(", ")} besides`, verb);
  });
}

/** What a line says, without the forms in which clients with other capabilities get it. */
function essence({ verb, source, parameters }: Line, { offer }: Moment): string {
  const said = verb === "KICK" ? parameters[1] : verb === "TOPIC" ? parameters[1] : "";
  return `${verb} by ${offer.fold(nickOf(source))}${said ? ` ${verb === "KICK" ? offer.fold(said) : said}` : ""}`;
}

const letters = (line: Line, { offer }: Moment): string[] =>
  changesOf(line, offer).map(({ isSet, letter }) => `MODE ${isSet ? "+" : "-"}${letter}`);

/** What of the first list is not in the second, each as often as it is missing. */
function without(all: readonly string[], some: readonly string[]): readonly string[] {
  const left = [...some];
  return all.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const isBy = ({ before, speaker }: Moment, line: Line, verb: string) =>
  line.verb === verb && before.bearer(nickOf(line.source)) === speaker;

function tellNeighbours(moment: Moment, report: Report, verb: string, isDone: boolean): void {
  const { before, speaker, heard } = moment;
  const neighbours = before.neighbours(speaker);
  heard.forEach((lines, client) => {
    const who = before.nicks[client];
    if (client === speaker || who === undefined) return;
    const times = lines.filter((line) => isBy(moment, line, verb)).length;
    if (times > 0 && !neighbours.has(client)) report("N11/overheard", `${who} shares no channel`, verb);
    if (times > 1) report("N11/twice", `${who} is told ${times} times`, verb);
    if (times === 0 && neighbours.has(client) && isDone) report("N11/missed", `${who} shares a channel`, verb);
  });
  if (verb === "NICK" && !isDone && heard.some((lines) => lines.some((line) => isBy(moment, line, verb)))) {
    report("N11/missed", `${before.nicks[speaker]} itself is not told`, verb);
  }
}

/** Others are told what the speaker, who did it and was there, is not. */
function strays(moment: Moment, report: Report): void {
  const { turn, own, before, speaker, offer } = moment;
  turn.heard.forEach((lines, client) => {
    if (client === speaker || before.nicks[client] === undefined) return;
    for (const text of lines) {
      const line = readLine(text);
      if (!line || !IN_ROOMS.has(line.verb) || before.bearer(nickOf(line.source)) !== speaker) continue;
      const name = offer.fold(line.parameters[0] ?? "");
      const isShared = own.some((each) => each.verb === line.verb && offer.fold(each.parameters[0] ?? "") === name);
      if (!isShared) report("N11/missed", `${before.nicks[speaker]} itself is not told of ${text}`, line.verb);
    }
  });
}
