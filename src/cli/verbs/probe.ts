// hansard probe: random sessions against any IRC server, and what of RFC and Modern IRC it breaks.
import { randomInt } from "node:crypto";
import { Complaint, errors } from "../errors.ts";
import { integer } from "../parse.ts";
import { Progress } from "../probe/progress.ts";
import { asText } from "../probe/report.ts";
import { isLoopback, targetOf } from "../probe/target.ts";
import { type Options, shared, verb } from "../verb.ts";

const RATE = { here: 1000, remote: 5 };
const TIMEOUT_MS = 10_000;

const options = {
  runs: { kind: "text", value: "N", help: "Sessions to play, of up to 20 commands each.", default: "100" },
  seed: {
    kind: "text",
    value: "N",
    help: "Of the first session; each has the next one. Default: a random one, printed.",
  },
  path: { kind: "text", value: "PATH", help: "Plays one session again, with the --seed that was printed beside it." },
  clients: { kind: "text", value: "N", help: "Clients, from 2 to 8.", default: "3" },
  rate: {
    kind: "text",
    value: "N",
    help: `Lines a second, of all clients together. Default: ${RATE.here}; ${RATE.remote} for another machine.`,
  },
  "allow-remote": { kind: "flag", help: "Lets the server be on another machine. Ask its operator first." },
  json: shared.json,
} as const satisfies Options;

export const probe = verb({
  name: "probe",
  summary:
    "Plays random sessions on any IRC server and shows what it breaks of the RFCs and Modern IRC, at its shortest.",
  parameters: [{ name: "URL", help: "irc://host:port of the server; without a port, 6667." }],
  options,
  notes: [
    "A few clients join, part, speak, set modes, kick, invite and ask; after each command all of them exchange PING " +
      "and PONG, and what each was told is held against rules that a clause binds the server to. What the server " +
      "offers (prefixes, modes, casemapping, lengths, capabilities) it says itself. What breaks a rule is tried " +
      "again and shortened, and each kind is told once. docs/guides/probe.md says more.",
    "The clients keep to channels and nicks of their own (they begin with hp). Channels are left and nicks restored " +
      "between sessions, so that the server sees few connections. Being throttled is no violation.",
    "Exit code 0: nothing found. 1: violations. 2: the server could not be tested, or not to the end.",
    "With --json: one object with ok, software, runs, lines, tookMs, seed, violations and unsteady (each with id, " +
      "rule, about, says, clauses, seen, seed, path, transcript) and trouble (code and text, or null).",
  ],
  examples: ["hansard probe irc://127.0.0.1:6667", "hansard probe irc://[::1]:6667 --runs 2000 --seed 1 --json"],
  async run({ options: wanted, parameters: [url = ""] }, io) {
    const runs = integer("--runs", wanted.runs, 1, 1_000_000);
    const clients = integer("--clients", wanted.clients, 2, 8);
    const seed = wanted.seed === undefined ? randomInt(1_000_000) : integer("--seed", wanted.seed, 0, 0x7fffffff);
    const path = pathOf(wanted.path, wanted.seed);
    const target = await targetOf(url);
    const isHere = isLoopback(target.address);
    if (!isHere && !wanted["allow-remote"]) {
      throw new Complaint("PROBE_REMOTE", `${target.address} is another machine. ${errors.PROBE_REMOTE.remedy}`);
    }
    const rate =
      wanted.rate === undefined ? RATE[isHere ? "here" : "remote"] : integer("--rate", wanted.rate, 1, 100_000);
    const { probe: run, WrongPath } = await import("../../probe/probe.ts");
    const progress = new Progress(io, runs);
    let isStopped = false;
    void io.stopped.then(() => {
      isStopped = true;
    });
    const outcome = await run({
      ...{ target, clients, seed, path, runs: path === undefined ? runs : 1, linesPerSecond: rate },
      clock: { now: () => performance.now(), after },
      token: randomInt(36 ** 3)
        .toString(36)
        .padStart(3, "0"),
      withinMs: TIMEOUT_MS,
      onProgress: (each) => progress.show(each),
      isStopped: () => isStopped,
    })
      .catch((error: unknown) => {
        if (!(error instanceof WrongPath)) throw error;
        throw new Complaint("USAGE", `${error.message}. Give the seed and the path as this version printed them`);
      })
      .finally(() => progress.clear());
    const { violations, unsteady, trouble } = outcome;
    const isTested = trouble === undefined && unsteady.length === 0;
    const ok = violations.length === 0 && isTested;
    if (wanted.json) await io.out(`${JSON.stringify({ ok, seed, ...outcome, trouble: trouble ?? null })}\n`);
    else await io.out(asText(outcome, url, seed));
    if (violations.length > 0) return 1;
    return isTested ? 0 : 2;
  },
});

function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

function pathOf(path: string | undefined, seed: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (!/^\d{1,9}(:\d{1,9}){0,999}$/.test(path)) {
    throw new Complaint("USAGE", `--path: expected numbers with ":" between, as printed; found "${path}"`);
  }
  if (seed === undefined) throw new Complaint("USAGE", "--path needs the --seed that was printed beside it");
  return path;
}
