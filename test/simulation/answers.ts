// What a node answers to a person's questions, in words that compare: who, with which status, and never under which of
// several spellings.
import { type Line, readLine } from "./lines.ts";
import { CHANNELS, NICKS } from "./names.ts";
import type { Person } from "./person.ts";

export const QUESTIONS: readonly string[] = [
  ...NICKS.map((nick) => `WHOIS ${nick}`),
  ...CHANNELS.flatMap((name) => [`WHO ${name}`, `MODE ${name}`, `MODE ${name} +b`, `TOPIC ${name}`]),
];

type Wait = (micros: number) => Promise<void>;

const ANSWER_MICROS = 20_000;

/** Asks all questions; gives question → answer. */
export async function ask(person: Person, wait: Wait): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const question of QUESTIONS) {
    const from = person.transcript.length;
    person.say(question);
    await wait(ANSWER_MICROS);
    const lines = person.transcript.slice(from).filter((text) => text.startsWith(":"));
    answers.set(question, read(question, lines.map(readLine)));
  }
  return answers;
}

function read(question: string, lines: readonly Line[]): string {
  const said = (verb: string) => lines.filter((line) => line.verb === verb).map((line) => line.parameters);
  if (question.startsWith("WHOIS"))
    return said("311")
      .map((words) => bare(words[2]))
      .join("\n");
  if (question.startsWith("WHO"))
    return said("352")
      .map((words) => `${bare(words[2])} ${flags(words[6])}`)
      .sort()
      .join("\n");
  if (question.startsWith("TOPIC"))
    return said("332")
      .map((words) => words[2])
      .join("\n");
  if (question.endsWith("+b"))
    return said("367")
      .map((words) => words[2])
      .sort()
      .join("\n");
  return said("324").map(modes).join("\n");
}

const bare = (ident = "") => ident.replace("~", "");
/** Without the star of operators of the network. */
const flags = (text = "") => text.replace("*", "");

/** The key is for members only, so its value is left out. */
function modes([, , letters = "", ...values]: readonly string[]): string {
  const told = [...letters.slice(1)].map((letter) => {
    if (!"kl".includes(letter)) return letter;
    const value = values.shift() ?? "";
    return `${letter}=${letter === "k" ? "" : value}`;
  });
  return told.sort().join(" ");
}
