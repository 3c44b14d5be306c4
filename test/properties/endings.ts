// N13 over one labeled command: a question is answered with its end or with one error for each target, a change with
// its effect, with nothing where it changes nothing, or with one error. Read from RFC 2812 and Modern IRC.
import { Breach } from "../../src/testing/breach.ts";
import { labelOf } from "../../src/testing/model/tags.ts";
import { type Line, readLine } from "../../src/testing/model/wire.ts";
import type { Group, Item } from "../../src/testing/model/world.ts";

/** Verb → the numerics of which exactly one ends each target's answer. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  ADMIN: ["256", "423"],
  HELP: ["706"],
  INFO: ["374"],
  ISON: ["303"],
  LINKS: ["365"],
  LIST: ["323"],
  LUSERS: ["266"],
  MAP: ["007"],
  MOTD: ["376", "422"],
  NAMES: ["366"],
  PING: ["PONG"],
  STATS: ["219"],
  TIME: ["391"],
  USERHOST: ["302"],
  VERSION: ["351"],
  WHO: ["315"],
  WHOIS: ["318"],
  WHOWAS: ["369"],
};
/** Verb → what ends each target that was not refused; at most one. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  INVITE: ["341", "337"],
  JOIN: ["JOIN"],
  KICK: ["KICK"],
  KNOCK: ["711"],
  NICK: ["NICK"],
  PART: ["PART"],
  PRIVMSG: ["PRIVMSG"],
  SETNAME: ["SETNAME"],
  TAGMSG: ["TAGMSG"],
  TOPIC: ["TOPIC", "331", "332"],
};
/** The parameter that lists the targets. */
const LISTS: Readonly<Record<string, number>> = { JOIN: 0, KICK: 1, NAMES: 0, PART: 0, PRIVMSG: 0, TAGMSG: 0 };
/** These say that there is nobody and go on to their end; LIST says which masks it leaves out. */
const GOING_ON = new Set(["WHOIS", "WHOWAS", "LIST"]);

/** Each label that was sent once has one answer, which ends as its command must. Throws Breach. */
export function checkEndings(sent: readonly string[], items: readonly Item[]): void {
  const labels = sent.map(labelIn);
  for (const item of items) {
    if (typeof item === "string") continue;
    const at = labels.indexOf(item.label);
    if (at >= 0 && labels.indexOf(item.label, at + 1) < 0) checkEnding(sent[at] ?? "", item);
  }
}

function labelIn(text: string): string | undefined {
  const line = text.includes("label") ? readLine(text) : undefined;
  return line && labelOf(line);
}

/** `sent`: what the client sent under the label. */
function checkEnding(sent: string, { lines }: Group): void {
  const line = readLine(sent);
  if (line === undefined) return;
  const answered = lines.flatMap((each) => readLine(each) ?? []);
  const errors = answered.filter((each) => isError(each)).length;
  const count = (verbs: readonly string[]) => answered.filter((each) => verbs.includes(each.verb)).length;
  const targets = targetsOf(line);
  const question = QUESTIONS[line.verb];
  const change = CHANGES[line.verb];
  const fail = () => {
    throw new Breach("N13", `${JSON.stringify(sent)} for ${targets} targets ends in ${JSON.stringify(lines)}`);
  };
  if (question !== undefined) {
    const ends = count(question);
    const isGoingOn = ends === 1 && GOING_ON.has(line.verb);
    const isRefused = ends === 0 && errors === 1 && question[0] !== "PONG";
    // 423 and 422 are an error and an end in one.
    const isEnded = ends + answered.filter((each) => isError(each) && !question.includes(each.verb)).length === targets;
    if (!isEnded && !isRefused && !isGoingOn) fail();
  }
  if (change !== undefined && line.parameters[0] !== "0" && count(change) + errors > targets) fail();
  if (line.verb === "NOTICE" && errors > 0 && !/^4(51|17)$/.test(answered[0]?.verb ?? "")) fail();
}

function targetsOf({ verb, parameters }: Line): number {
  const list = LISTS[verb];
  const text = list === undefined ? undefined : parameters[list];
  if (text === undefined) return 1;
  const all = text.split(",");
  // KICK with channels beside the nicks takes them pair by pair, and a pair is another one with another channel.
  const beside = verb === "KICK" ? (parameters[0] ?? "").split(",") : [];
  const pairs = all.map((each, at) => `${beside.length > 1 ? beside[at] : ""} ${each}`);
  if (beside.length > 1 && beside.length !== all.length) return 1;
  return all.length === 1 ? 1 : new Set(pairs.filter((each) => beside.length > 1 || each.trim() !== "")).size;
}

/** An error's numeric, or a standard reply or the notice in its place. */
function isError({ verb, source, parameters }: Line): boolean {
  if (verb === "FAIL") return true;
  if (verb === "NOTICE" && !source.includes("!")) return /\(\w+\)$/.test(parameters.at(-1) ?? "");
  return /^(4\d\d|5\d\d|696|71[234]|734)$/.test(verb);
}
