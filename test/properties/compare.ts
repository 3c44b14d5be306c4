// Lines in a form in which the model's and the node's can be held against each other: texts for people and times are
// left out, lists that take several lines are joined and sorted. And: which invariant a difference belongs to.
import type { Id } from "../../src/testing/breach.ts";
import { changesOf } from "../../src/testing/mode-lines.ts";
import { type Line, readable, readLine } from "../../src/testing/model/wire.ts";
import type { Item } from "../../src/testing/model/world.ts";

/** Numerics that list something in no order: joined where they follow each other. */
const SORTED = new Set(["319", "322", "336", "352", "353", "354", "CAP"]);

/** A labeled response stands between two lines of its own. */
export function canonical(items: readonly Item[]): string[] {
  const out: string[] = [];
  let plainLines: string[] = [];
  for (const item of items) {
    if (typeof item === "string") {
      plainLines.push(item);
      continue;
    }
    out.push(...ofLines(plainLines), `<label ${item.label}`, ...ofLines(item.lines), ">label");
    plainLines = [];
  }
  return [...out, ...ofLines(plainLines)];
}

function ofLines(lines: readonly string[]): string[] {
  const out: string[] = [];
  let block: string[] = [];
  let verb = "";
  const endBlock = () => {
    out.push(...block.sort());
    block = [];
  };
  for (const text of lines) {
    const line = readLine(text);
    if (line === undefined) continue;
    const kind = line.verb === "CAP" ? `CAP ${line.parameters[1]}` : line.verb;
    if (kind !== verb) endBlock();
    verb = kind;
    if (SORTED.has(line.verb)) block.push(...listed(line));
    else out.push(...plain(line).map((said) => tagsOf(line) + said));
  }
  endBlock();
  return out;
}

/** The time is on every line or on none, and an id is another one each time: that it is there is what counts. */
function tagsOf({ tags, verb }: Line): string {
  const isUncounted = (key: string) => key === "time" || (key === "msgid" && verb === "MODE");
  const kept = [...tags].filter(([key]) => !isUncounted(key));
  const shown = kept.map(([key, value]) => (key === "msgid" || value === "" ? key : `${key}=${value}`)).sort();
  return shown.length === 0 ? "" : `@${shown.join(";")} `;
}

function listed(line: Line): string[] {
  const said = readable(line) ?? "";
  const isOfWords = line.verb === "319" || line.verb === "353" || line.verb === "CAP";
  if (!isOfWords) return [said];
  // A CAP line that is not the last has a "*" before its list.
  const head = line.parameters.slice(0, -1).filter((word, at) => line.verb !== "CAP" || at < 2 || word !== "*");
  return (line.parameters.at(-1) ?? "").split(" ").map((word) => `${line.verb} ${head.join(" ")} ${word}`);
}

function plain(line: Line): string[] {
  if (line.verb === "MODE") return modes(line);
  if (line.verb === "FAIL") return [`FAIL ${line.parameters.slice(0, -1).join(" ")}`];
  if (line.verb === "NOTICE" && !line.source.includes("!")) {
    const [target = "", said = ""] = line.parameters;
    const [, code] = /\((\w+)\)$/.exec(said) ?? [];
    return code === undefined ? [] : [`notice to ${target} of ${code}`];
  }
  const said = readable(line);
  return said === undefined ? [] : [said];
}

function modes(line: Line): string[] {
  const head = `:${line.source} MODE ${line.parameters[0]}`;
  if (line.parameters[0]?.startsWith("#")) {
    return changesOf(line).map(([sign, letter, value]) => `${head} ${sign}${letter} ${value ?? ""}`.trimEnd());
  }
  let sign = "+";
  const changes: string[] = [];
  for (const letter of line.parameters[1] ?? "") {
    if (letter === "+" || letter === "-") sign = letter;
    else changes.push(`${head} ${sign}${letter}`);
  }
  return changes.sort();
}

/** The first places where two lists of lines part, each with the other's line beside it. */
export function difference(expected: readonly string[], got: readonly string[]): readonly [string, string] | undefined {
  for (let at = 0; at < Math.max(expected.length, got.length); at++) {
    if (expected[at] !== got[at]) return [expected[at] ?? "", got[at] ?? ""];
  }
  return undefined;
}

/** Which invariants a difference speaks of. `asked`: the verbs of the sender's lines; `isSender`: they are told it. */
export function idsOf(
  asked: readonly string[],
  isSender: boolean,
  [mine, its]: readonly [string, string],
): readonly Id[] {
  const [expected, got] = [bare(mine), bare(its)];
  if ([mine, its].some((each) => /^[<>]label/.test(each))) return ["N13"];
  if (expected === got) return ["N14"];
  const verbs = [verbOf(expected), verbOf(got)];
  const has = (...wanted: string[]) => verbs.some((verb) => wanted.includes(verb));
  const isAsked = (verb: string) => asked.includes(verb);
  if (has("403")) return isAsked("JOIN") ? ["N8"] : ["N4"];
  if (has("TAGMSG", "AWAY", "SETNAME", "FAIL", "notice", "CAP"))
    return /INVALID_(UTF8|LINE)/.test(expected + got) ? ["N12"] : ["N14"];
  if (has("417") || (verbs[0] === verbs[1] && isCutOnly(expected, got))) return ["N12"];
  if (has("332", "333") && isAsked("JOIN")) return ["N4"];
  if (has("353", "352", "319")) return shownStatus(isAsked("JOIN"), expected, got);
  if (has("322", "254")) return verbs[0] === verbs[1] ? ["N3"] : ["N4"];
  if (has("367", "368", "346", "347", "348", "349", "478", "728", "729")) return ["N10"];
  if (has("PART", "KICK", "QUIT") || (has("NICK") && !isSender)) return ["N11"];
  if (has("471")) return ["N8", "N10"];
  if (has("405", "473", "474", "475", "489", "341", "336", "337", "INVITE", "443")) return ["N8"];
  if (has("JOIN")) return ["N3"];
  if (has("NICK", "001", "431", "432", "433", "464", "376")) return isSender ? ["N1"] : ["*"];
  if (has("482") && isAsked("MODE")) return ["N6"];
  if (has("MODE", "324", "329", "221", "472", "501", "502", "525", "696")) return moding(expected, got);
  if ([expected, got].some((each) => / (404 \S+|PRIVMSG|NOTICE) [@+]?#/.test(each))) return ["N7"];
  return has("441", "442") ? ["N3"] : ["*"];
}

function moding(expected: string, got: string): readonly Id[] {
  const letters = [expected, got].map((each) => / MODE \S+ [+-](.)/.exec(each)?.[1] ?? "");
  const isSameList = letters[0] === letters[1] && /^[beIq]$/.test(letters[0] ?? "");
  return isSameList ? ["N10"] : ["N9"];
}

/** The same people with other prefixes, or other people. Upon joining, one's own prefix is what joining gave. */
function shownStatus(isJoining: boolean, expected: string, got: string): readonly Id[] {
  const naked = (text: string) => text.replace(/ [@+]+(?=[^ ]+$)/, " ").replace(/ ([HG])[@+]+/, " $1");
  if (naked(expected) !== naked(got)) return ["N3"];
  const [, asker, ...words] = naked(got).split(" ");
  return isJoining && asker === words.at(-1) ? ["N6"] : ["N5"];
}

const bare = (text: string) => text.replace(/^@\S* /, "");
const verbOf = (text: string) => text.replace(/^:\S* /, "").split(" ")[0] ?? "";
/** Long texts of which one is the other's beginning; ERROR writes a reason in brackets. */
function isCutOnly(expected: string, got: string): boolean {
  const [a, b] = [expected, got].map((text) => text.replace(/\)$/, "")) as [string, string];
  return a.length !== b.length && a.length > 50 && (a.startsWith(b) || b.startsWith(a));
}
