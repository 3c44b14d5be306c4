// Reads a password: from a terminal without showing it, or as the first line of standard input.
import type { ReadStream } from "node:tty";
import { Complaint } from "./errors.ts";

const ENTER = new Set(["\r", "\n", "\u0004"]);
const BREAK = "\u0003";
const ERASE = new Set(["\u007f", "\b"]);
const ERASE_ALL = "\u0015";
const MOST_CHARACTERS = 1024;

/** `prompt`: writes what a person is asked. */
export function readSecret(input: NodeJS.ReadStream, prompt: (text: string) => void): Promise<string> {
  return input.isTTY ? fromTerminal(input as ReadStream, prompt) : firstLine(input);
}

async function fromTerminal(terminal: ReadStream, prompt: (text: string) => void): Promise<string> {
  const first = await hidden(terminal, () => prompt("Password: "));
  prompt("\n");
  const second = await hidden(terminal, () => prompt("Again: "));
  prompt("\n");
  if (first !== second) throw new Complaint("USAGE", "the two are not the same. Nothing was made");
  return first;
}

function hidden(terminal: ReadStream, ask: () => void): Promise<string> {
  terminal.setRawMode(true);
  ask();
  terminal.setEncoding("utf8");
  terminal.resume();
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const end = (settle: () => void) => {
      terminal.off("data", take);
      terminal.setRawMode(false);
      terminal.pause();
      settle();
    };
    const take = (text: string) => {
      for (const character of text) {
        if (character === BREAK) return end(() => reject(new Complaint("USAGE", "interrupted. Nothing was made")));
        if (ENTER.has(character)) return end(() => resolve(typed.join("")));
        if (ERASE.has(character)) typed.pop();
        else if (character === ERASE_ALL) typed = [];
        else if (typed.length < MOST_CHARACTERS) typed.push(character);
      }
    };
    terminal.on("data", take);
  });
}

async function firstLine(input: NodeJS.ReadStream): Promise<string> {
  input.setEncoding("utf8");
  let text = "";
  for await (const chunk of input) {
    text += chunk as string;
    if (text.includes("\n") || text.length > MOST_CHARACTERS) break;
  }
  return (text.split("\n", 1)[0] ?? "").replace(/\r$/, "");
}
