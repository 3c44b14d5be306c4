// The guide to linking, followed word for word: its commands in real shells, its clients on real sockets, and what they
// show beside what the guide says. With HANSARD_TRANSCRIPT=FILE it keeps its ports and writes down what was seen.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { freePorts } from "../support/free-ports.ts";
import { type Block, blocksOf } from "./blocks.ts";
import { pathWithHansard } from "./hansard-on-path.ts";
import { Person } from "./person.ts";
import { Shell } from "./shell.ts";

const GUIDE = new URL("../../docs/guides/linking.md", import.meta.url);
const TRANSCRIPT = process.env.HANSARD_TRANSCRIPT;
const HEAD = `# The guide to linking, followed

Written by \`HANSARD_TRANSCRIPT=FILE npx vitest run test/guides\`, which follows [the guide](linking.md) word for word. After
\`>\` stands what was typed into a shell (one, two, a, b, c) or a client (alice, carol, dora, emil), after \`|\` what it
showed.

\`\`\`text
`;
const parties = new Map<string, Shell | Person>();
const folder = mkdtempSync(join(tmpdir(), "hansard-guide-"));
const path = pathWithHansard(folder);

afterEach(async () => {
  for (const party of parties.values()) await party.end();
  rmSync(folder, { recursive: true, force: true });
});

/** The guide's ports are given to free ones, for somebody may have a node or a lab of their own. */
async function onFreePorts(blocks: readonly Block[]): Promise<readonly Block[]> {
  if (TRANSCRIPT !== undefined) return blocks;
  const base = await freePorts(6);
  const moved = (text: string) =>
    text
      .replace(/\b700([123])\b/g, (_, number: string) => String(base + Number(number)))
      .replace(/^hansard lab up$/, `$& --base-port ${base}`)
      .replace(/\b7000\b/g, String(base + 4))
      .replace(/\b6667\b/g, String(base + 5));
  return blocks.map((block) => ({ ...block, place: block.place.map(moved), lines: block.lines.map(moved) }));
}

async function follow({ kind, who, place, lines }: Block): Promise<void> {
  if (kind === "sh") await shell(who).run(lines);
  if (kind === "irc") for (const line of lines) await person(who, place).type(line);
  if (kind === "text") await parties.get(who)?.screen.shows(lines);
}

function shell(who: string): Shell {
  const found = parties.get(who) ?? new Shell(who, join(folder, "here"), path);
  parties.set(who, found);
  return found as Shell;
}

function person(who: string, [host = "", port = ""]: readonly string[]): Person {
  const found = parties.get(who) ?? new Person(who, host, Number(port));
  parties.set(who, found);
  return found as Person;
}

/** The block, and what each shell and client has shown meanwhile. */
function passage({ kind, who, lines }: Block): string {
  const typed = kind === "text" ? [] : lines.map((line) => `${who}> ${line}`);
  const shown = [...parties].flatMap(([name, { screen }]) => screen.news().map((line) => `${name}| ${line}`));
  return [...typed, ...shown].map((line) => `${line.trimEnd()}\n`).join("");
}

it("the guide to linking can be followed word for word", { timeout: 180_000 }, async () => {
  mkdirSync(join(folder, "here"));
  const blocks = await onFreePorts(blocksOf(GUIDE));
  expect(blocks.length).toBeGreaterThan(40);
  let transcript = HEAD;
  for (const block of blocks) {
    await follow(block);
    transcript += passage(block);
  }
  if (TRANSCRIPT !== undefined) writeFileSync(TRANSCRIPT, `${transcript}\`\`\`\n`);
});
