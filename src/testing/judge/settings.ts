// N9: modes, ban lists and topics are what was told when they were set.
import type { Line } from "../model/wire.ts";
import { changesOf, surplusOf } from "./lines.ts";
import { atEachMoment, type Moment, type Report } from "./moments.ts";

const SURE = 300;
/** Letters that mean the same everywhere; others a server may set and show as it likes. */
const STANDARD = "iklmnpst";

export const settingsAreTold = atEachMoment((moment, report) => {
  const { own, heard, offer, sent, speaker, after } = moment;
  for (const line of own) {
    if (line.verb === "324") modesAre(moment, report, line);
    if (line.verb === "332" && sent.verb === "TOPIC") topicIs(moment, report, line.parameters[1], line.parameters[2]);
    if (line.verb === "331" && sent.verb === "TOPIC") topicIs(moment, report, line.parameters[1], "");
  }
  if (own.some((line) => line.verb === "368")) bansAre(moment, report);
  const changes = (heard[speaker] ?? []).filter((line) => line.verb === "MODE" && after.room(line.parameters[0]));
  for (const line of changes) {
    const surplus = surplusOf(line, offer);
    if (surplus !== 0)
      report("N9/parameter", `${line.parameters.join(" ")} has ${surplus < 0 ? "too few" : "too many"}`);
  }
});

function modesAre({ before, speaker, offer }: Moment, report: Report, { parameters }: Line): void {
  const room = before.room(parameters[1]);
  const told = changesOf({ parameters: parameters.slice(1) }, offer);
  const letters = new Set(told.map((change) => change.letter));
  if (letters.has("p") && letters.has("s")) report("N9/private-secret", parameters.slice(1).join(" "));
  if (room?.modes === undefined || !room.members.has(speaker)) return;
  const held = room.modes;
  for (const letter of STANDARD) {
    if (offer.modeType(letter) === undefined && letter !== "k" && letter !== "l") continue;
    const isShown = letters.has(letter);
    if (isShown !== held.has(letter)) {
      report(
        "N9/mode-is",
        `${room.name} is shown ${isShown ? "with" : "without"} ${letter}; told before: ${shown(held)}`,
        letter,
      );
    }
  }
  const limit = told.find((change) => change.letter === "l")?.value;
  if (held.has("l") && limit !== undefined && limit !== held.get("l")) {
    report("N9/mode-is", `the limit of ${room.name} is shown as ${limit}; told before: ${held.get("l")}`, "l");
  }
}

const shown = (modes: ReadonlyMap<string, string>) => `+${[...modes.keys()].join("")}`;

function topicIs({ before, speaker }: Moment, report: Report, name: string | undefined, text = ""): void {
  const room = before.room(name);
  // A long one may be cut in another place in another line.
  if (!room?.members.has(speaker) || room.topic.slice(0, SURE) === text.slice(0, SURE)) return;
  report("N9/topic", `the topic of ${name} is ${JSON.stringify(text)}; told before: ${JSON.stringify(room.topic)}`);
}

function bansAre({ before, speaker, own, offer }: Moment, report: Report): void {
  const name = own.find((line) => line.verb === "368")?.parameters[1];
  const room = before.room(name);
  if (room === undefined || before.isPrivileged(room, speaker) !== true) return;
  const told = own.filter((line) => line.verb === "367").map((line) => offer.fold(line.parameters[2] ?? ""));
  const held = [...(room.lists.get("b") ?? [])];
  if (told.sort().join(" ") === held.sort().join(" ")) return;
  report("N9/list", `bans of ${name} are shown as [${told.join(" ")}]; told before: [${held.join(" ")}]`);
}
