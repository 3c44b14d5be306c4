// Real programs against the real node: `npm run clients` for all plays, `npm run clients -- bouncer` for one;
// --show prints the panes, --without-PLAY leaves one out and says so.
// Ends with 0 if all was seen, 1 with what was on the screens if not, 2 if a program is missing or a name unknown.
import { emptyPanes, showPanes } from "./panes.js";
import { bouncer } from "./plays/bouncer.js";
import { browser } from "./plays/browser.js";
import { limnoria } from "./plays/limnoria.js";
import { network } from "./plays/network.js";
import { sitting } from "./plays/sitting.js";
import { findPrograms } from "./programs.js";
import { checkLog } from "./record.js";
import { build } from "./served-node.js";
import { Stage } from "./stage.js";
import { Unmet } from "./wait.js";

const plays = [sitting, bouncer, limnoria, browser, network];

/** One play that names no limit of its own; a hang must not hold up a build. */
const LIMIT_MS = 60_000;

async function main(args) {
  const asked = choose(args);
  if (asked === undefined) {
    const names = plays.map(({ name }) => name).join("|");
    console.error(`usage: npm run clients -- [${names}]… [--show] [--without-PLAY]`);
    return 2;
  }
  const { missing, versions } = findPrograms(new Set(asked.flatMap(({ programs }) => programs)));
  if (missing.length > 0) {
    const names = missing.join(" ");
    console.error(`Not installed. On Debian: apt-get install -y --no-install-recommends ${names}`);
    return 2;
  }
  console.log(versions.join(", "));
  if (!build()) return 1;
  for (const play of asked) {
    if (!(await perform(play))) return 1;
    if (args.includes("--show")) showPanes(play.name);
  }
  for (const play of plays.filter((each) => !asked.includes(each)))
    console.log(`left out: ${play.name} (${play.what})`);
  return 0;
}

/** The plays that the command line asks for; undefined where it cannot be read. */
function choose(args) {
  const names = args.filter((arg) => !arg.startsWith("--"));
  const without = args.filter((arg) => arg.startsWith("--without-")).map((arg) => arg.slice("--without-".length));
  const isKnown = (name) => plays.some((play) => play.name === name);
  const isFlag = (arg) => arg === "--show" || arg.startsWith("--without-");
  const flags = args.filter((arg) => arg.startsWith("--"));
  if (!names.every(isKnown) || !without.every(isKnown) || !flags.every(isFlag)) return undefined;
  return plays.filter(({ name }) => (names.length === 0 || names.includes(name)) && !without.includes(name));
}

/** Whether all was seen. */
async function perform(play) {
  const startedAt = Date.now();
  console.log(`\n${play.name}: ${play.what}`);
  emptyPanes(play.name);
  const stage = new Stage(play);
  const abort = async (why) => {
    await report(stage, new Unmet(why));
    await stage.close();
    process.exit(1);
  };
  const onSignal = (signal) => abort(`ended by ${signal}`);
  const limitMs = play.limitMs ?? LIMIT_MS;
  const watchdog = setTimeout(() => abort(`not finished after ${limitMs} ms`), limitMs);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, onSignal);
  try {
    await playThrough(play, stage);
    console.log(`ok  ${play.name} in ${Date.now() - startedAt} ms`);
    return true;
  } catch (error) {
    await report(stage, error);
    return false;
  } finally {
    clearTimeout(watchdog);
    for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, onSignal);
    await stage.close();
  }
}

async function playThrough(play, stage) {
  await stage.open();
  for (const step of play.steps) await stage.take(step);
  stage.step = "record";
  stage.keep("log", await checkLog(stage.node.data, play.channel, play.steps));
  await play.recall?.(stage);
  console.log(`ok  hansard log --channel ${play.channel} has it all`);
  await stage.node.stop();
}

/** Says what failed and shows all that there was to see. */
async function report(stage, error) {
  console.error(`\nFAILED in step "${stage.step}": ${error.message}`);
  if (!(error instanceof Unmet)) console.error(error.stack);
  const texts = [];
  for (const [name, view] of stage.views) texts.push([name, await readable(() => view.text())]);
  for (const node of stage.nodes) texts.push([`node ${node.id ?? ""}`.trim(), node.output]);
  // What was looked for in something that is no longer or never was on a screen, such as the output of `hansard log`.
  if (error.seen && !texts.some(([, text]) => text === error.seen)) texts.unshift(["looked for in", error.seen]);
  for (const [name, shown] of texts) {
    if (shown) console.error(`\n${"─".repeat(20)} ${name}\n${shown}`);
  }
}

async function readable(text) {
  try {
    return await text();
  } catch {
    return "(gone)";
  }
}

// What still holds on to a pipe of an ended program must not hold up the run.
process.exit(await main(process.argv.slice(2)));
