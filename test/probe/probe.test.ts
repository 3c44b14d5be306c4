import { describe, expect, it } from "vitest";
import { type Found, type Outcome, type ProbeOptions, probe } from "../../src/probe/probe.ts";
import { idOf, rules } from "../../src/testing/judge/rules.ts";
import type { Topic } from "../../src/testing/model/world.ts";
import { type Flaw, listen, serveModel } from "./model-server.ts";

const clock = {
  now: () => performance.now(),
  after: (ms: number, task: () => void) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

function probed(port: number, options: Partial<ProbeOptions> = {}): Promise<Outcome> {
  const target = { address: "127.0.0.1", port };
  const usual = { target, clock, runs: 40, seed: 1, clients: 3, linesPerSecond: 100_000, token: "tst", withinMs: 2000 };
  return probe({ ...usual, ...options });
}

/** Invariant → a server in which it, and as little else as possible, does not hold. */
const flaws: Readonly<Record<string, Flaw>> = {
  N1: {
    warp(world, asked) {
      const { bearer } = world;
      world.bearer = (nick) => (asked().startsWith("NICK") ? undefined : bearer.call(world, nick));
    },
  },
  N4: {
    warp(world) {
      const topics = new Map<string, Topic | undefined>();
      const { leave } = world;
      world.leave = (room, person) => {
        leave.call(world, room, person);
        topics.set(room.name, room.topic);
      };
      const set = world.rooms.set.bind(world.rooms);
      world.rooms.set = (key, room) => set(key, Object.assign(room, { topic: topics.get(room.name) }));
    },
  },
  N5: {
    write: (line, { asked }) => [asked.startsWith("NAMES") && / 353 /.test(line) ? line.replace("@", "") : line],
  },
  N6: {
    write: (line, { asked }) => [asked.startsWith("JOIN") && / 353 /.test(line) ? line.replace("@", "") : line],
  },
  N7: { warp: (world, asked) => changeRoom(world, () => /^(PRIVMSG|NOTICE)/.test(asked()), { flags: new Set() }) },
  N8: { warp: (world, asked) => changeRoom(world, () => asked().startsWith("JOIN"), { key: undefined }) },
  N9: { write: (line) => [/ 324 /.test(line) ? line.replace(/(\+\w*)m/, "$1") : line] },
  N10: { warp: (world, asked) => changeRoom(world, () => asked().startsWith("JOIN"), { limit: undefined }) },
  N11: {
    write: (line, { nick }) => (nick.endsWith("c") && / PART /.test(line) && !line.includes(`:${nick}!`) ? [] : [line]),
  },
  N12: { write: (line) => [/ PRIVMSG /.test(line) ? line.replace("@127", `@${"long.".repeat(110)}127`) : line] },
  N13: { write: (line) => (/ 315 /.test(line) ? [] : [line]) },
  N14: { write: (line) => [/ PRIVMSG /.test(line) ? `@time=2026-01-01T00:00:00.000Z ${line}` : line] },
};

function changeRoom(world: Parameters<NonNullable<Flaw["warp"]>>[0], isThen: () => boolean, change: object): void {
  const { room } = world;
  world.room = (name) => {
    const found = room.call(world, name);
    return found && isThen() ? { ...found, ...change } : found;
  };
}

describe("the probe", () => {
  it("finds nothing in the reference model, whose lines it judges without knowing it", async () => {
    const outcome = await probed(await serveModel(), { runs: 60 });
    expect(outcome).toMatchObject({ runs: 60, violations: [], unsteady: [], trouble: undefined });
    expect(outcome.lines).toBeGreaterThan(1000);
  });

  for (const [id, flaw] of Object.entries(flaws)) {
    it(`${id} is found broken in a server that breaks it`, async () => {
      const port = await serveModel(flaw);
      let found: Found | undefined;
      for (let seed = 1; found === undefined && seed < 2000; seed += 50) {
        const { violations, trouble } = await probed(port, { seed, runs: 50 });
        expect(trouble).toBeUndefined();
        found = violations.find((each) => each.id === id);
      }
      expect(found?.id).toBe(id);
      expect(found?.clauses.length).toBeGreaterThan(0);
      expect(found?.transcript.length).toBeLessThan(60);
    });
  }

  it("has broken servers for each invariant that is judged", () => {
    const judged = new Set(Object.keys(rules).map((rule) => idOf(rule as keyof typeof rules)));
    expect([...judged].sort()).toEqual(Object.keys(flaws).sort());
  });

  it("plays one session again, from its seed and path", async () => {
    const port = await serveModel(flaws.N13);
    const [found] = (await probed(port)).violations;
    const again = await probed(port, { runs: 1, seed: found?.seed ?? 0, path: found?.path });
    expect(again.violations.map((each) => each.rule)).toEqual([found?.rule]);
    expect(again.runs).toBe(1);
  });

  it("tells what is seen once and not again apart from violations", async () => {
    let times = 0;
    const port = await serveModel({ write: (line) => (/ 315 /.test(line) && times++ === 0 ? [] : [line]) });
    const { violations, unsteady } = await probed(port);
    expect(violations).toEqual([]);
    expect(unsteady.map((each) => each.rule)).toEqual(["N13/no-end"]);
  });
});

describe("a server that cannot be tested", () => {
  const withinMs = 200;
  const troubleOf = async (port: number) => {
    const { trouble, violations } = await probed(port, { withinMs });
    expect(violations).toEqual([]);
    return trouble?.code;
  };

  it("is told when nothing listens, or hangs, or closes, or speaks something else", async () => {
    expect(await troubleOf(1)).toBe("PROBE_UNREACHABLE");
    expect(await troubleOf(await listen(() => undefined))).toBe("PROBE_NOT_IRC");
    expect(await troubleOf(await listen((socket) => socket.end()))).toBe("PROBE_NOT_IRC");
    expect(await troubleOf(await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")))).toBe(
      "PROBE_NOT_IRC",
    );
  });

  it("is told when it lets nobody in", async () => {
    const port = await listen((socket) => socket.end("ERROR :Closing Link: (Too many connections)\r\n"));
    expect(await troubleOf(port)).toBe("PROBE_REFUSED");
  });

  it("is told when it floods, also without a single end of line", async () => {
    const flood = (unit: string) =>
      listen((socket) => {
        const more = () => {
          while (!socket.destroyed && socket.write(unit));
        };
        socket.on("drain", more);
        more();
      });
    expect(await troubleOf(await flood(":x NOTICE * :more\r\n".repeat(1000)))).toBe("PROBE_FLOODED");
    expect(await troubleOf(await flood("x".repeat(10_000)))).toBe("PROBE_FLOODED");
  });

  it("is told when it stops answering, and when it closes for flooding", async () => {
    let told = 0;
    const silent = await serveModel({ write: (line) => (++told > 300 ? [] : [line]) });
    expect(await troubleOf(silent)).toBe("PROBE_SILENT");
    const closing = await serveModel({
      write: (line) => (++told > 800 ? ["ERROR :Closing Link (Excess Flood)"] : [line]),
    });
    expect(await troubleOf(closing)).toBe("PROBE_CLOSED");
  });

  it("is told when it says different things of itself to different clients", async () => {
    const port = await serveModel({
      write: (line, { slot }) => [slot === 1 ? line.replace("(ov)@+", "(oav)@&+") : line],
    });
    expect(await troubleOf(port)).toBe("PROBE_UNSTEADY");
  });
});
