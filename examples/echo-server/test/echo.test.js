// The echo server held against what IRC is: hansard/testing brings the sessions and the judges.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { judge, lines, offerOf, play, readLine, StrictClient, sessions } from "hansard/testing";
import { Echo } from "../echo.js";

const NICKS = ["ann", "ben", "cid"];
const names = { rooms: ["#one", "#two"], spare: "dan" };

/** Three clients on a new server, in the same program: what a client says has been heard by all when `take` returns. */
function table() {
  const echo = new Echo();
  const heard = NICKS.map(() => []);
  const seats = NICKS.map((_, at) => echo.connect((line) => heard[at].push(line)));
  NICKS.forEach((nick, at) => ["USER x 0 * :x", `NICK ${nick}`].forEach((line) => seats[at].take(line)));
  const welcome = heard.map((each) => each.splice(0));
  return {
    welcome,
    offer: offerOf(welcome[0]),
    clients: NICKS.map((nick) => ({ nick, capabilities: new Set() })),
    turn(client, line) {
      seats[client].take(line);
      return { client, line, heard: heard.map((each) => each.splice(0)) };
    },
  };
}

const anySession = sessions({ clients: NICKS.length, rooms: names.rooms.length, most: 20 });

test("no session breaks a rule of the RFCs or Modern IRC", async () => {
  await fc.assert(
    fc.asyncProperty(anySession, async (steps) => assert.deepEqual(judge(await play(table(), steps, names)), [])),
    { numRuns: 500 },
  );
});

test("a strict client believes what it is told", async () => {
  await fc.assert(
    fc.asyncProperty(anySession, async (steps) => {
      const server = table();
      const clients = NICKS.map(() => new StrictClient());
      server.welcome.forEach((told, at) => told.forEach((line) => clients[at].take(line)));
      for (const { heard } of (await play(server, steps, names)).turns) {
        heard.forEach((told, at) => told.forEach((line) => clients[at].take(line)));
      }
    }),
    { numRuns: 500 },
  );
});

test("whatever line a client writes, the answers are lines of IRC", () => {
  fc.assert(
    fc.property(fc.array(lines(), { maxLength: 20 }), (written) => {
      const server = table();
      const turns = written.map((line, at) => server.turn(at % NICKS.length, line));
      for (const line of turns.flatMap((turn) => turn.heard.flat())) {
        assert.ok(readLine(line), line);
        assert.ok(Buffer.byteLength(line) <= 510 || line.length <= 510, line);
        assert.doesNotMatch(line, /[\0\r\n]/);
      }
    }),
    { numRuns: 500 },
  );
});

test("a server that tells nobody of PART would be found, in three steps", async () => {
  const silent = () => {
    const server = table();
    const deaf = (told, at, turn) => told.filter((line) => at === turn.client || !line.includes(" PART "));
    return {
      ...server,
      turn(client, line) {
        const turn = server.turn(client, line);
        return { ...turn, heard: turn.heard.map((told, at) => deaf(told, at, turn)) };
      },
    };
  };
  const property = fc.asyncProperty(anySession, async (steps) => judge(await play(silent(), steps, names)).length === 0);
  const { counterexample } = await fc.check(property, { numRuns: 1000, seed: 1 });
  const [steps = []] = counterexample ?? [];
  const [violation] = judge(await play(silent(), steps, names));
  assert.equal(violation?.rule, "N11/missed");
  assert.ok(steps.length <= 3, JSON.stringify(steps));
});
