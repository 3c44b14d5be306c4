#!/usr/bin/env node
// The program: finds the verb, reads its command line, runs it and says what went wrong. Verbs are loaded when they
// are asked for.
import { didYouMean } from "../config/nearest.ts";
import { systemPorts } from "../record/system-ports.ts";
import { Complaint, told } from "./errors.ts";
import { type Io, processIo } from "./io.ts";
import { chooseAction, parse } from "./parse.ts";
import { allVerbs, verbs } from "./verbs.ts";

async function run(args: readonly string[], io: Io): Promise<number> {
  const [name = "--help", ...rest] = args;
  if (name === "--help" || name === "-h" || (name === "help" && rest[0] === undefined)) {
    const { overview } = await import("./help.ts");
    await io.out(overview(await allVerbs()));
    return args.length === 0 ? 2 : 0;
  }
  if (name === "--version") {
    const { version } = await import("./version.ts");
    await io.out(`hansard ${version()}\n`);
    return 0;
  }
  const [wanted = "", ...given] = name === "help" ? [...rest, "--help"] : args;
  const load = Object.hasOwn(verbs, wanted) ? verbs[wanted] : undefined;
  if (load === undefined) {
    const what = wanted.startsWith("-") ? "the verb comes first" : `no such verb`;
    const meant = didYouMean(wanted, Object.keys(verbs));
    throw new Complaint("USAGE", `"${wanted}": ${what}${meant} (see hansard --help)`);
  }
  const found = await load();
  const chosen = "actions" in found ? chooseAction(found, given) : { action: found, args: given };
  const asked = chosen && parse(chosen.action, chosen.args);
  if (chosen && asked && asked !== "help") return chosen.action.run(asked, io);
  const { page } = await import("./help.ts");
  await io.out(page(chosen?.action ?? found));
  return 0;
}

const io = processIo(systemPorts().wall);
run(process.argv.slice(2), io).then(
  (exit) => process.exit(exit),
  (error: unknown) => {
    const { text, exit } = told(error);
    process.stderr.write(text, () => process.exit(exit));
  },
);
