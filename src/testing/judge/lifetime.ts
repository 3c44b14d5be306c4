// N4: a channel without members does not exist, so nothing of it is left when it is created again.
import { changesOf, namesIn } from "./lines.ts";
import { atEachMoment, type Moment, type Report } from "./moments.ts";

export const channelsEnd = atEachMoment((moment, report) => {
  const { own, sent, before, after, offer } = moment;
  for (const line of own) {
    const [, first = "", second = "", third = ""] = line.parameters;
    if (line.verb === "332") topic(moment, report, first, second);
    if (line.verb === "324") modes(moment, report, first, line.parameters.slice(1));
    const isGone = (name: string) => !after.room(name) && !before.room(name) && before.past.has(offer.fold(name));
    if (line.verb === "322" && sent.verb === "LIST" && isGone(first))
      report("N4/members-outlive", `LIST shows ${first}`);
    if (line.verb === "353" && sent.verb === "NAMES" && isGone(second) && namesIn(third, offer).length > 0) {
      report("N4/members-outlive", `NAMES of ${second} shows ${third}`);
    }
  }
});

/** Of a room that was created in this turn. */
function topic({ before, offer, sent }: Moment, report: Report, name: string, text: string): void {
  const former = before.past.get(offer.fold(name));
  if (sent.verb !== "JOIN" || before.room(name) || former === undefined) return;
  report("N4/topic-outlives", `${name} is new and has the topic ${JSON.stringify(text)}`);
}

/** The first 324 of a room that was there before says what the first one of its former life said. */
function modes({ before, offer }: Moment, report: Report, name: string, words: readonly string[]): void {
  const room = before.room(name);
  const former = before.past.get(offer.fold(name));
  if (room === undefined || room.modes !== undefined || former?.initial === undefined) return;
  const extra = changesOf({ parameters: words }, offer).filter((change) => !former.initial?.has(change.letter));
  if (extra.length > 0) report("N4/modes-outlive", `${name} is new and has ${words.slice(1).join(" ")}`);
}
