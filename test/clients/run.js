// irssi, WeeChat and a bot on irc-framework against the real node: `npm run clients`, with --show to print the panes.
// Ends with 0 if all was seen, 1 with what was on the screens if not, 2 if a program is missing.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { Bot } from "./bot.js";
import { openIrssi } from "./irssi.js";
import { emptyPanes, keepPane, showPanes } from "./panes.js";
import { findPrograms } from "./programs.js";
import { checkLog, checkMoment } from "./record.js";
import { channel, steps, windows } from "./scenario.js";
import { build, ServedNode } from "./served-node.js";
import { Tmux } from "./tmux.js";
import { Unmet } from "./wait.js";
import { openWeechat } from "./weechat.js";

/** The whole run; a hang must not hold up a build. */
const LIMIT_MS = 85_000;

async function main() {
  const { missing, versions } = findPrograms();
  if (missing.length > 0) {
    console.error(`Not installed: ${missing.join(", ")}. On Debian: apt-get install -y ${missing.join(" ")}`);
    return 2;
  }
  console.log(versions.join(", "));
  if (!build()) return 1;
  emptyPanes();
  const folder = mkdtempSync(`${tmpdir()}/hansard-clients-`);
  const stage = { tmux: new Tmux(folder), node: new ServedNode(), moments: {} };
  const clear = () => {
    stage.bot?.close();
    stage.tmux.close();
    stage.node.kill();
    // A program that has just been ended may not be quite gone.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  const abort = (why) => {
    report(stage, new Unmet(why));
    clear();
    process.exit(1);
  };
  const watchdog = setTimeout(() => abort(`not finished after ${LIMIT_MS} ms`), LIMIT_MS);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => abort(`ended by ${signal}`));
  try {
    await play(stage, folder);
    return 0;
  } catch (error) {
    report(stage, error);
    return 1;
  } finally {
    clearTimeout(watchdog);
    clear();
    if (process.argv.includes("--show")) showPanes();
  }
}

async function play(stage, folder) {
  const data = `${folder}/data`;
  mkdirSync(data);
  const { node, tmux } = stage;
  await node.start(data);
  stage.irssi = openIrssi(tmux, folder, node.port, "ada");
  stage.weechat = openWeechat(tmux, folder, node.port, "grace");
  stage.bot = new Bot(node.port, "tally");
  for (const [at, step] of steps.entries()) await take(stage, at + 1, step);
  stage.step = "record";
  await askTheRecord(stage, data);
  await node.stop();
}

async function askTheRecord({ moments }, data) {
  const number = steps.length + 1;
  keepPane(number, "record", "log", await checkLog(data, channel, steps));
  const before = await checkMoment(data, channel, moments.beforeKick, ["@lovelace", "@hopper", "+abacus"], []);
  const after = await checkMoment(data, channel, moments.afterKick, ["@lovelace", "@hopper"], ["abacus"]);
  keepPane(number, "record", "at", `${before}\n${after}`);
  console.log("ok  hansard log has it all; hansard at knows who was there before and after the kick");
}

async function take(stage, number, step) {
  const startedAt = Date.now();
  const { irssi, weechat, bot } = stage;
  // The first steps open the windows; later ones begin where people talk.
  if (number > 2) for (const screen of [irssi, weechat]) screen.press(windows.channel);
  bot.turnPage();
  stage.step = step.name;
  try {
    await step.run(stage);
  } finally {
    for (const each of [irssi, weechat]) keepPane(number, step.name, each.name, each.text());
    keepPane(number, step.name, "bot", bot.text());
  }
  console.log(`ok  ${step.name} (${Date.now() - startedAt} ms)`);
}

/** Says what failed and shows all that there was to see. */
function report(stage, error) {
  console.error(`\nFAILED${stage.step ? ` in step "${stage.step}"` : ""}: ${error.message}`);
  if (!(error instanceof Unmet)) console.error(error.stack);
  const views = {};
  for (const screen of [stage.irssi, stage.weechat]) if (screen) views[screen.name] = () => screen.text();
  if (stage.bot) views.bot = () => stage.bot.text();
  views.node = () => stage.node.output;
  const texts = Object.entries(views).map(([name, text]) => [name, readable(text)]);
  // What was looked for in something that is no longer or never was on a screen, such as the output of `hansard log`.
  if (error.seen && !texts.some(([, text]) => text === error.seen)) texts.unshift(["looked for in", error.seen]);
  for (const [name, shown] of texts) {
    if (shown) console.error(`\n${"─".repeat(20)} ${name}\n${shown}`);
  }
}

function readable(text) {
  try {
    return text();
  } catch {
    return "(gone)";
  }
}

process.exitCode = await main();
