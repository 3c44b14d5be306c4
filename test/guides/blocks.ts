// The fenced blocks of a guide that somebody follows: what is typed into which shell or client, and what it shows.
import { readFileSync } from "node:fs";

export interface Block {
  readonly kind: "sh" | "irc" | "text";
  /** Which shell or client. */
  readonly who: string;
  /** Of a client: where it connects at its first block. */
  readonly place: readonly string[];
  readonly lines: readonly string[];
}

const BLOCK = /^ *```(sh|irc|text) (\S+)(.*)\n([\s\S]*?)^ *```$/gm;

export function blocksOf(file: URL): readonly Block[] {
  return [...readFileSync(file, "utf8").matchAll(BLOCK)].map(([, kind, who = "", place = "", text = ""]) => ({
    kind: kind as Block["kind"],
    who,
    place: place.trim().split(" "),
    lines: text.trimEnd().split("\n"),
  }));
}
