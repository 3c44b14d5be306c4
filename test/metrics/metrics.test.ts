// Metrics of real nodes, read over HTTP as Prometheus does.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../src/config/load.ts";
import { metricsReference } from "../../src/metrics/reference.ts";
import { metricRows } from "../../src/metrics/rows.ts";
import { client, folder, launch, type Running, run } from "../cli/program.ts";
import { configure, eventually, freePort, site, started, WAIT_MS } from "../cli/sites.ts";

const METRICS = 'metrics: {listen: "127.0.0.1:0"}';

async function placeOf(running: Running): Promise<string> {
  const [, place] = await running.until(/^listening on (127\.0\.0\.1:\d+) \(metrics\)$/m);
  return `http://${place}/metrics`;
}

async function read(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  return response.text();
}

/** A metric with its labels → its value. */
const value = (text: string, metric: string) =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${metric} `))
      ?.split(" ")[1],
  );

describe("metrics", () => {
  it("N15 count what happens, and tell nothing of what was said or given", async () => {
    const data = folder();
    const file = join(data, "h.yaml");
    writeFileSync(file, `data: ${join(data, "record")}\nlisten: [{port: 0}]\npassword: open-sesame\n${METRICS}\n`);
    const node = launch("start", "--config", file);
    const [, port] = await node.until(/:(\d+)$/m);
    const url = await placeOf(node);
    const before = await read(url);
    const alice = await client(Number(port), "alice", "open-sesame");
    const bob = await client(Number(port), "bob", "open-sesame");
    await alice.say("JOIN #secrets");
    await bob.say("JOIN #secrets");
    await alice.say(
      "PRIVMSG #secrets :the treasure is under the oak",
      "TOPIC #none :x",
      "MONITOR + bob",
      "OPER root hunter2",
    );
    await bob.say("PING there");
    const text = await read(url);
    const grown = (metric: string) => value(text, metric) - (value(before, metric) || 0);
    expect(value(text, 'hansard_connections{phase="registered"}')).toBe(2);
    expect(value(text, "hansard_users")).toBe(2);
    expect(value(text, "hansard_channels")).toBe(1);
    expect(value(text, "hansard_memberships")).toBe(2);
    expect(value(text, 'hansard_commands_total{verb="PRIVMSG"}')).toBe(1);
    expect(value(text, 'hansard_refusals_total{numeric="403"}')).toBe(1);
    expect(text).not.toMatch(/hansard_refusals_total\{numeric="7/);
    expect(value(text, 'hansard_events_total{type="CONNECT"}')).toBe(2);
    expect(value(text, 'hansard_events_total{type="PRIVMSG"}')).toBe(1);
    expect(value(text, "hansard_record_ready")).toBe(1);
    expect(grown("hansard_record_position")).toBeGreaterThan(5);
    expect(grown("hansard_turns_total")).toBeGreaterThan(3);
    expect(value(text, "hansard_turns_rolled_back_total")).toBe(0);
    expect(grown("hansard_lines_total")).toBeGreaterThan(grown("hansard_writes_total"));
    expect(value(text, 'hansard_cache_misses_total{cache="members"}')).toBeGreaterThan(0);
    expect(value(text, "hansard_wal_bytes")).toBeGreaterThanOrEqual(0);
    expect(value(text, "nodejs_heap_size_used_bytes")).toBeGreaterThan(1_000_000);
    for (const secret of ["open-sesame", "hunter2", "treasure", "alice", "#secrets"])
      expect(text).not.toContain(secret);
    node.child.kill("SIGTERM");
    expect((await node.ended).exit).toBe(0);
  });

  it("say how links do", { timeout: 3 * WAIT_MS }, async () => {
    const [a, b] = [await site(), await site()];
    const place = await freePort();
    configure(a, { id: "1AA", listen: place, peers: `{ name: b, key: "${b.key}", connect: false }` });
    const peers = `{ name: a, key: "${a.key}", address: "127.0.0.1:${place}" }`;
    configure(b, { id: "2BB", peers, more: ["network: Example", METRICS] });
    const [one, two] = [await started(a), await started(b)];
    const url = await placeOf(two.running);
    await eventually("linked", async () => value(await read(url), 'hansard_link_up{peer="a"}') === 1);
    await (await client(one.port, "alice")).say("JOIN #c");
    await eventually("told", async () => value(await read(url), 'hansard_link_received_events_total{peer="a"}') > 3);
    const text = await read(url);
    expect(value(text, 'hansard_link_calls_total{peer="a"}')).toBe(1);
    expect(value(text, 'hansard_link_sessions_resumed_total{peer="a"}')).toBe(0);
    expect(value(text, 'hansard_link_sent_bytes_total{peer="a"}')).toBeGreaterThan(100);
    expect(value(text, "hansard_merges_total")).toBeGreaterThanOrEqual(0);
    one.running.child.kill("SIGKILL");
    await eventually("unlinked", async () => value(await read(url), 'hansard_link_up{peer="a"}') === 0);
  });

  it("are read at their place alone, and only read", async () => {
    const data = folder();
    const file = join(data, "h.yaml");
    writeFileSync(file, `data: ${join(data, "record")}\nlisten: [{port: 0}]\n${METRICS}\n`);
    const url = await placeOf(launch("start", "--config", file));
    expect((await fetch(url.replace("/metrics", "/"))).status).toBe(404);
    expect((await fetch(url, { method: "POST", body: "x" })).status).toBe(405);
    expect((await fetch(`${url}?a=b`)).status).toBe(200);
  });
});

describe("the place of metrics", () => {
  const problems = (listen: string) => readConfiguration(`metrics: {listen: "${listen}"}\n`, "h.yaml").problems;

  it("is a loopback address with a port", () => {
    for (const place of ["127.0.0.1:9106", "127.8.0.1:0", "[::1]:9106"]) expect(problems(place), place).toEqual([]);
    for (const place of [
      "0.0.0.0:9106",
      "192.0.2.1:9106",
      "[2001:db8::1]:1",
      "localhost:1",
      "127.0.0.1",
      "127.0.0.1:65536",
    ]) {
      expect(problems(place)[0], place).toContain("metrics.listen: expected a loopback address and a port");
    }
  });

  it("that is taken is said before anything is recorded", async () => {
    const server = createServer();
    const port = await new Promise<number>((done) => {
      server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port));
    });
    const data = folder();
    const file = join(data, "h.yaml");
    writeFileSync(file, `data: ${join(data, "record")}\nlisten: [{port: 0}]\nmetrics: {listen: "127.0.0.1:${port}"}\n`);
    const { exit, err } = await run("start", "--config", file);
    server.close();
    expect(err).toContain(`127.0.0.1:${port} is taken by another program`);
    expect(exit).not.toBe(0);
  });
});

describe("the table of metrics", () => {
  it("has each name once, and the reference has each row (npm run docs writes it)", () => {
    expect(new Set(metricRows.map(({ name }) => name)).size).toBe(metricRows.length);
    for (const { name, kind } of metricRows) expect(name.endsWith("_total"), name).toBe(kind === "counter");
    const written = readFileSync(new URL("../../docs/reference/metrics.md", import.meta.url), "utf8");
    expect(written).toBe(metricsReference());
  });
});
