// N13: each command ends in its effect, in the numeric that ends its answer, or in an error.
import type { Line } from "../model/wire.ts";
import { changesOf, isRoomName, namesIn, nickOf } from "./lines.ts";
import { atEachMoment, errorsIn, type Moment, ownEffect, type Report } from "./moments.ts";
import type { Room } from "./network.ts";

/** Verb → the numerics of which one ends the answer. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  AWAY: ["305", "306"],
  ISON: ["303"],
  LINKS: ["365"],
  LIST: ["323"],
  MOTD: ["376", "422"],
  NAMES: ["366"],
  TIME: ["391"],
  USERHOST: ["302"],
  VERSION: ["351"],
  WHO: ["315"],
  WHOIS: ["318"],
};

/** A longer text may be cut to what there is. */
const SURE = 100;

export const commandsEnd = atEachMoment((moment, report) => {
  const { sent, own, speaker, heard } = moment;
  const ends = endsOf(moment);
  if (ends) {
    const count = own.filter((line) => ends.includes(line.verb)).length;
    if (count === 0 && !isAnswered(moment))
      report("N13/no-end", `${moment.turn.line} has no ${ends.join(" or ")}`, sent.verb);
    if (count > 1) report("N13/many-ends", `${moment.turn.line} has ${count} × ${ends.join(" or ")}`, sent.verb);
  }
  if (mustAct(moment) && !isAnswered(moment)) report("N13/silent", `nothing answers ${moment.turn.line}`, sent.verb);
  if (sent.verb === "NOTICE") {
    const errors = errorsIn(own).map((line) => line.verb);
    if (errors.length > 0) report("N13/notice-answered", `${moment.turn.line} is answered with ${errors.join(", ")}`);
  }
  SPECIAL[sent.verb]?.(moment, report);
  const label = sent.tags.get("label");
  heard.forEach((lines, client) => {
    const count = lines.filter((line) => label !== undefined && line.tags.get("label") === label).length;
    const wanted = client === speaker && label !== undefined && moment.before.has(client, "labeled-response") ? 1 : 0;
    if (count !== wanted) report("N13/label", `${count} responses with the label ${label}`, sent.verb);
  });
});

function endsOf({ sent, before, speaker, offer }: Moment): readonly string[] | undefined {
  const [first = "", second] = sent.parameters;
  const isInside = before.room(first)?.members.has(speaker) === true;
  if (sent.verb === "TOPIC" && second === undefined && isInside) return ["331", "332"];
  if (sent.verb === "MODE" && isRoomName(first, offer) && isInside) {
    if (second === undefined) return ["324"];
    if (/^\+?b$/.test(second) && sent.parameters.length === 2) return ["368"];
  }
  return QUESTIONS[sent.verb];
}

/** Commands that cannot pass in silence, as things are. */
function mustAct(moment: Moment): boolean {
  const { sent, before, speaker, own, offer } = moment;
  const { verb, parameters } = sent;
  const [first, second] = parameters;
  const room = before.room(first);
  const isInside = room?.members.has(speaker) === true;
  const isDone = own.some((line) => line.verb === verb);
  switch (verb) {
    case "JOIN":
      return !isInside && !isDone && first !== "0";
    case "PART":
      return !isDone;
    case "KICK":
      return !isDone;
    case "INVITE":
      return !own.some((line) => line.verb === "341");
    case "NICK":
      return first !== before.nicks[speaker] && !isDone;
    case "TOPIC":
      return isInside && second !== undefined && second.length < SURE && second !== room.topic && !isDone;
    case "MODE":
      return isInside && second !== undefined && !isDone && changes(room, moment);
    case "PRIVMSG":
      return second === undefined || (!isRoomName(first ?? "", offer) && before.bearer(first) === undefined);
    case "USER":
    case "FROBNICATE":
      return true;
    default:
      return false;
  }
}

/** A flag that is not as it is asked for, or a status. */
function changes(room: Room, { sent, before, offer }: Moment): boolean {
  return changesOf(sent, offer).some(({ isSet, letter, value }) => {
    if ("imnst".includes(letter)) return room.modes !== undefined && room.modes.has(letter) !== isSet;
    const member = "ov".includes(letter) ? before.bearer(value) : undefined;
    const status = member === undefined ? undefined : room.members.get(member);
    return status !== undefined && status.has(letter) !== isSet;
  });
}

/** An error, a "try again" (263), or words of the server. */
function isAnswered({ own, before }: Moment): boolean {
  const isWord = (line: Line) =>
    line.verb === "263" || (line.verb === "NOTICE" && before.bearer(nickOf(line.source)) === undefined);
  return errorsIn(own).length > 0 || own.some(isWord);
}

function kickList({ sent, before, after, speaker, offer, turn, own }: Moment, report: Report): void {
  const [name = "", list = ""] = sent.parameters;
  const room = before.room(name);
  const nicks = list.split(",");
  if (nicks.length < 2 || room === undefined || before.isPrivileged(room, speaker) !== true) return;
  const [, most = "99"] = /(?:^|,)KICK:(\d+)/i.exec(offer.tokens.get("TARGMAX") ?? "") ?? [];
  const isThere = (nick: string) => room.members.has(before.bearer(nick) ?? -1);
  if (!nicks.every(isThere) || nicks.length > Number(most)) return;
  const left = nicks.filter((nick) => after.room(name)?.members.has(before.bearer(nick) ?? -1));
  if (left.length === 0 || own.some((line) => line.verb === "421")) return;
  const codes = errorsIn(own).map((line) => line.verb);
  report(
    "N13/kick-list",
    `after ${turn.line} ${left.join(" and ")} are still there (${codes.join(", ") || "no error"})`,
  );
}

const SPECIAL: Readonly<Record<string, ((moment: Moment, report: Report) => void) | undefined>> = {
  JOIN: joinAnswer,
  KICK: kickList,
  PART: partOutside,
  MODE({ sent, own, before, offer, turn }, report) {
    const [nick = ""] = sent.parameters;
    if (nick === "" || isRoomName(nick, offer) || before.bearer(nick) !== undefined) return;
    const codes = own.map((line) => line.verb);
    // A server that has no MODE at all says so.
    if (!["401", "421", "502"].some((code) => codes.includes(code))) {
      report("N13/mode-nobody", `${turn.line} is answered with ${codes.join(", ") || "nothing"}`);
    }
  },
  WHOWAS({ own, turn }, report) {
    const has = (...codes: string[]) => own.some((line) => codes.includes(line.verb));
    if (has("263", "421", "431", "461") || (has("369") && has("406", "314"))) return;
    report("N13/whowas", `${turn.line} is answered with ${own.map((line) => line.verb).join(", ") || "nothing"}`);
  },
  LUSERS({ own }, report) {
    const codes = own.map((line) => line.verb);
    if (codes.includes("251") && codes.includes("255")) return;
    if (!codes.some((code) => /^(263|4\d\d)$/.test(code))) report("N13/lusers", codes.join(", "));
  },
  HELP({ own, turn }, report) {
    const codes = own.map((line) => line.verb);
    const isAnswered = codes.includes("524") || (codes.includes("704") && codes.includes("706"));
    if (isAnswered || codes.includes("421") || codes.includes("263")) return;
    report("N13/help", `${turn.line} is answered with ${[...new Set(codes)].join(", ") || "nothing"}`);
  },
  PING({ own, sent, turn }, report) {
    const pongs = own.filter((line) => line.verb === "PONG");
    const isRight =
      pongs.length === 1 && pongs[0]?.parameters.length === 2 && pongs[0].parameters[1] === sent.parameters[0];
    const shown = pongs.map((line) => `PONG ${line.parameters.join(" ")}`).join(", ");
    if (!isRight) report("N13/pong", `${turn.line} is answered with ${shown || "no PONG"}`);
  },
};

function joinAnswer(moment: Moment, report: Report): void {
  const { own, sent, before, after, speaker, offer } = moment;
  if (sent.parameters[0] === "0" && before.roomsOf(speaker).length > 0 && after.roomsOf(speaker).length > 0) {
    report("N13/join-zero", `JOIN 0 is answered with ${own.map((line) => line.verb).join(", ") || "nothing"}`);
  }
  const joined = ownEffect(moment, "JOIN");
  const name = joined?.parameters[0] ?? "";
  const room = after.room(name);
  if (joined === undefined || room === undefined || before.room(name)?.members.has(speaker)) return;
  const place = (verb: string, at: number) =>
    own.findIndex((line) => line.verb === verb && offer.fold(line.parameters[at] ?? "") === offer.fold(name));
  const order = [own.indexOf(joined), place("332", 1), place("353", 2), place("366", 1)];
  const [, topic = -1, names = -1, end = -1] = order;
  const said = order.filter((at) => at >= 0);
  if (names < 0 || end < 0) return report("N13/join-answer", `the names of ${name} do not come with JOIN`, "names");
  if (said.some((at, index) => index > 0 && at < (said[index - 1] ?? 0))) {
    report("N13/join-answer", `${own.map((line) => line.verb).join(", ")} for JOIN ${name}`, "order");
  }
  const there = own.flatMap((line) => (line.verb === "353" ? namesIn(line.parameters[3] ?? "", offer) : []));
  if (!there.some((each) => before.bearer(each.nick) === speaker)) {
    report("N13/join-answer", `the names of ${name} do not have ${before.nicks[speaker]} among them`, "self");
  }
  if (before.room(name) && topic >= 0 !== (room.topic !== "")) {
    const held = room.topic === "" ? "none" : JSON.stringify(room.topic);
    report(
      "N13/join-answer",
      `332 ${topic >= 0 ? "comes" : "does not come"}; the topic of ${name} is ${held}`,
      "topic",
    );
  }
}

function partOutside({ sent, before, speaker, own, offer, turn }: Moment, report: Report): void {
  const [name = ""] = sent.parameters;
  const room = before.room(name);
  if (!isRoomName(name, offer) || name.includes(",") || room?.members.has(speaker)) return;
  // A secret channel may be hidden from who is not in it.
  if (room && (room.modes === undefined || room.modes.has("s") || room.modes.has("p"))) return;
  const wanted = room ? "442" : "403";
  const codes = own.map((line) => line.verb);
  if (!codes.includes(wanted)) report("N13/part-outside", `${turn.line} is answered with ${codes.join(", ")}`, wanted);
}
