// The probe as a program: its exit codes, what it prints, and what it says where it cannot be used. Needs dist/.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, rows, run, serve } from "../cli/program.ts";
import { serveModel } from "./model-server.ts";

/** A node that lets the probe speak as fast as it can. */
async function served(): Promise<string> {
  const data = folder();
  const config = join(data, "hansard.yaml");
  const sessions = { floodBurst: 1_000_000, floodPerSecond: 1_000_000, connectionsPerAddress: 1000 };
  writeFileSync(config, JSON.stringify({ sessions }));
  const { port } = await serve(data, "--config", config);
  return `irc://127.0.0.1:${port}`;
}

describe("hansard probe", () => {
  it("finds nothing in hansard, and exits with 0", async () => {
    const { exit, out, err } = await run("probe", await served(), "--runs", "60", "--seed", "1", "--json");
    expect(err).toBe("");
    expect(rows(out)).toMatchObject([{ ok: true, runs: 60, seed: 1, violations: [], unsteady: [], trouble: null }]);
    expect(exit).toBe(0);
  });

  it("prints each violation with its clause, its transcript and how to see it again, and exits with 1", async () => {
    const port = await serveModel({ write: (line) => (/ 315 /.test(line) ? [] : [line]) });
    const url = `irc://127.0.0.1:${port}`;
    const { exit, out } = await run("probe", url, "--runs", "40", "--seed", "1");
    expect(exit).toBe(1);
    expect(out).toMatch(/^N13\/no-end \(WHO\): A question is answered/m);
    expect(out).toMatch(/^ {4}by RFC 2812 .*Modern IRC/m);
    expect(out).toMatch(/^ {6}hp\w+ > WHO /m);
    expect(out).toContain("1 kind of violation in 40 sessions");
    const [, seed = "", path = ""] = /again: hansard probe \S+ --seed (\d+) --path (\S+)/.exec(out) ?? [];
    const again = await run("probe", url, "--seed", seed, "--path", path);
    expect(again.out).toContain("1 kind of violation in 1 sessions");
  });

  it("exits with 2 and says why where there is nothing to test", async () => {
    const { exit, out } = await run("probe", "irc://127.0.0.1:1");
    expect(out).toMatch(/^PROBE_UNREACHABLE: .*ECONNREFUSED/m);
    expect(exit).toBe(2);
  });

  it.each([
    [["irc://192.0.2.1:6667"], /PROBE_REMOTE: 192\.0\.2\.1 is another machine.*--allow-remote/],
    [["http://127.0.0.1"], /USAGE: http:\/\/ is not spoken here/],
    [["localhost:6667"], /USAGE: .*expected irc:\/\/host:port/],
    [["irc://127.0.0.1:6667/#channel"], /USAGE: .*expected irc:\/\/host:port/],
    [["irc://127.0.0.1", "--seed", "abc"], /USAGE: --seed: expected a whole number/],
    [["irc://127.0.0.1", "--seed", "1", "--path", "0:x"], /USAGE: --path: expected numbers with ":" between/],
    [["irc://127.0.0.1", "--path", "0:1"], /USAGE: --path needs the --seed/],
    [["irc://127.0.0.1", "--clients", "1"], /USAGE: --clients: expected a whole number from 2 to 8/],
  ])("refuses %j with exit code 2 and what to do", async (args, message) => {
    const { exit, err } = await run("probe", ...args);
    expect(err).toMatch(message);
    expect(exit).toBe(2);
  });

  it("says that a path belongs to another seed", async () => {
    const url = `irc://127.0.0.1:${await serveModel()}`;
    const { exit, err } = await run("probe", url, "--seed", "1", "--path", "0:9999:9999");
    expect(err).toMatch(/USAGE: the path 0:9999:9999 leads nowhere from seed 1/);
    expect(exit).toBe(2);
  });
});
