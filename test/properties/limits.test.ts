// Properties of what must not get out and what must not grow: N15 (secrets) and N16 (queues and budgets).
import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Breach } from "../../src/testing/breach.ts";
import { VirtualNode } from "../support/virtual-node.ts";
import { FailingLog } from "./failing-log.ts";
import { Flood, floodSteps } from "./flood.ts";
import { acceptance, parameters, playOne, property } from "./property.ts";
import { Run, tight } from "./run.ts";
import { NICKS, type Step } from "./steps.ts";

const RIGHT = "opensesame-Zr81";
const WRONG = ["guessed-secret-1", "guessed secret 2", "guéssed-3", `long-${"secret".repeat(20)}`];
const SECRETS = [RIGHT, ...WRONG];
/** What is looked for: a piece of each, so that a secret that was cut or folded is found as well. */
const PIECES = ["opensesame", "zr81", "guessed", "guéssed", "secretsecret"];

const OFFERS = SECRETS.flatMap((secret) => [
  `PASS :${secret}`,
  `pass ${secret} extra`,
  `:alice PASS :${secret}`,
  `@a=${secret} PASS :${secret}`,
  `PASS :${secret}\rNICK bob`,
  `AUTHENTICATE :${secret}`,
  `PASS ${secret}`,
  `  PASS  :${secret}`,
]);

property("N15 a secret is in no entry of the log, in no trouble and in no line", {
  weights: { register: 8, quit: 5, hangUp: 5 },
  play: (seed, steps) => {
    const log = new FailingLog();
    let greetings = seed;
    const greeting = (slot: number) => {
      const secret = greetings++ % 3 === 0 ? (WRONG[greetings % WRONG.length] as string) : RIGHT;
      return `PASS :${secret}\r\nNICK ${NICKS[slot]}\r\nUSER u${slot + 1} 0 * :Person ${slot + 1}\r\n`;
    };
    const run = new Run({ log, greeting, configuration: { ...tight, password: RIGHT } });
    const offers = steps.map((step, at) => offered(step, at + seed));
    playOne(run, offers, () => {
      failOnce(run, log);
      searchAll(run);
    });
  },
});

test("N15 a password of OPER is in no entry of the log, in no trouble, in no line and in no notice", async () => {
  const parts = fc.tuple(
    fc.constantFrom("root", ...SECRETS),
    fc.constantFrom(...SECRETS),
    fc.constantFrom("", "@label=x "),
  );
  const line = fc.oneof(
    parts.map(([name, secret, tags]) => `${tags}OPER ${name} :${secret}`),
    parts.map(([name]) => `OPER ${name}`),
    fc.constantFrom("MODE bob +s", "REHASH", `PASS ${RIGHT}`, "STATS o", "WHOIS bob", "QUIT"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 2 }), line), { minLength: 8, maxLength: 16 }), async (said) => {
      const virtual = new VirtualNode({ configuration: withOperator, verifyPassword });
      const ids = NICKS.slice(0, 3).map((nick) => {
        const id = virtual.connect();
        const greeting = ["CAP REQ :labeled-response batch", `NICK ${nick}`, "USER u 0 * :U", "CAP END"];
        virtual.feed(id, `${greeting.join("\r\n")}\r\n`);
        return id;
      });
      // Whoever is an operator hears of those who fail to be one.
      for (const [who, text] of [[1, `OPER root ${RIGHT}`], [1, "MODE bob +s"], ...said] as [number, string][]) {
        virtual.feed(ids[who] ?? 0, `${text}\r\n`);
        virtual.settle();
        await new Promise((resolve) => setImmediate(resolve));
        virtual.settle();
      }
      searchAll({ virtual, heard: ids.flatMap((id) => virtual.lines(id)) });
    }),
    parameters(),
  );
});

const verifyPassword = (hash: string, password: string) => Promise.resolve(hash === "hash" && password === RIGHT);
const withOperator: typeof tight = {
  ...tight,
  limits: { ...tight.limits, operAttemptsPerMinute: 6 },
  operatorClasses: [{ name: "all", privileges: ["notices", "rehash"] }],
  operators: [{ name: "root", password: "hash", class: "all", hosts: [], tls: false }],
};

/** Every third step is an offer of a secret instead. */
function offered(step: Step, at: number): Step {
  if (at % 3 !== 0) return step;
  return { slot: step.slot, say: [OFFERS[at % OFFERS.length] as string] };
}

/** The log fails while secrets are on their way: what the operator is told of that holds none of them. */
function failOnce(run: Run, log: FailingLog): void {
  const { virtual } = run;
  log.isFailing = true;
  for (const slot of run.slots) if (slot) virtual.feed(slot.id, `PASS ${RIGHT}\r\nAWAY :gone\r\nNICK zoe\r\n`);
  const id = virtual.connect("10.0.0.9");
  virtual.feed(id, `PASS :${RIGHT}\r\nNICK late\r\nUSER late 0 * :Late\r\n`);
  virtual.settle();
  log.isFailing = false;
  virtual.pass(5000);
  run.heard.push(...virtual.lines(id));
  for (const slot of run.slots) if (slot) run.heard.push(...virtual.lines(slot.id));
}

function searchAll({ virtual, heard }: Pick<Run, "virtual" | "heard">): void {
  const entries = virtual.log.read(0, Number.MAX_SAFE_INTEGER);
  for (const { header, body } of entries) search(`${header} ${body}`, "the log");
  search(inspect(virtual.troubles, { depth: 10 }), "a trouble");
  for (const line of heard) search(line, "a line");
}

function search(text: string, where: string): void {
  const folded = text.toLowerCase();
  for (const piece of PIECES) {
    if (folded.includes(piece)) throw new Breach("N15", `${where} holds ${piece}: ${text.slice(0, 400)}`);
  }
}

test("N16 queues and budgets are bounded, and over the limit means a stated disconnect", () => {
  const met = { flooded: 0, unread: 0, crowded: 0 };
  fc.assert(
    fc.property(floodSteps, (steps) => {
      const flood = new Flood();
      for (const step of steps) flood.take(step);
      for (const kind of Object.keys(met) as (keyof typeof met)[]) met[kind] += flood.met[kind];
    }),
    parameters(),
  );
  const runs = parameters().numRuns ?? 0;
  process.stdout.write(`limits: N16 met ${JSON.stringify(met)} in ${runs} runs\n`);
  for (const [kind, times] of Object.entries(met)) expect(times, kind).toBeGreaterThan(runs / 10);
});

acceptance("limits: N15", ["462", "464"]);
