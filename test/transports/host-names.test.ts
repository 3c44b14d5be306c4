// Names of hosts in the real program, with a DNS server of the test's own: who is shown under which, and who waits.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, launch } from "../cli/program.ts";
import { dialPlain } from "../edge/streams.ts";
import { nameServer } from "./name-server.ts";
import { until } from "./peer.ts";

const NAMES = { "8.8.4.4": "dialup.example.net" };

async function started(dns: string) {
  const data = folder();
  const file = join(data, "h.yaml");
  const listen = "listen: [{port: 0, proxy: true}, {port: 0}]\nproxies: [127.0.0.1]";
  writeFileSync(file, `data: ${join(data, "record")}\ncloak: {isEnabled: false}\n${listen}\ndns: {${dns}}\n`);
  const node = launch("start", "--config", file);
  const [, port] = await node.until(/:(\d+) \(PROXY\)$/m);
  const [, plain] = await node.until(/:(\d+)$/m);
  return { node, port: Number(port), plain: Number(plain) };
}

/** Registers from an address; gives the socket, and all that it hears. */
async function from(address: string, port: number, nick: string) {
  const header = address === "" ? "" : `PROXY TCP4 ${address} 192.0.2.1 4711 6667\r\n`;
  const { socket } = await dialPlain(port, header);
  let heard = "";
  socket
    .on("error", () => undefined)
    .on("data", (bytes) => {
      heard += String(bytes);
    });
  socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\nWHOIS ${nick}\r\nSTATS c\r\n`);
  return { heard: () => heard, welcomed: () => until(() => heard.includes(" 219 ")) };
}

describe("the names of clients' hosts", () => {
  it("stand for their addresses where they lead back to them", async () => {
    const dns = await nameServer(NAMES);
    const { port } = await started(`servers: ["${dns.place}"], waitMs: 20000`);
    const named = await from("8.8.4.4", port, "alice");
    await named.welcomed();
    expect(named.heard()).toContain(" 311 alice alice ~alice dialup.example.net * :alice\r\n");
    const unnamed = await from("8.8.4.5", port, "bob");
    await unnamed.welcomed();
    expect(unnamed.heard()).toContain(" 311 bob bob ~bob 8.8.4.5 * :bob\r\n");
    const again = await from("8.8.4.4", port, "carol");
    await again.welcomed();
    expect(again.heard()).toContain(" 311 carol carol ~carol dialup.example.net * :carol\r\n");
    expect(again.heard()).toMatch(/ 249 carol c :host names: 2 of 10000 entries, 1 hits, 2 misses, 0 evictions\r\n/);
    expect(dns.asked).toEqual(["4.4.8.8.in-addr.arpa", "dialup.example.net", "5.4.8.8.in-addr.arpa"]);
  });

  it("keep nobody from registering whose DNS does not answer, and those nearby not at all", async () => {
    const dns = await nameServer(NAMES, ["4.4.8.8.in-addr.arpa"]);
    const { port, plain } = await started(`servers: ["${dns.place}"], waitMs: 300, timeoutMs: 20000`);
    const far = await from("8.8.4.4", port, "alice");
    const near = await from("", plain, "bob");
    await near.welcomed();
    await far.welcomed();
    expect(far.heard()).toContain(" 311 alice alice ~alice 8.8.4.4 * :alice\r\n");
    expect(new Set(dns.asked)).toEqual(new Set(["4.4.8.8.in-addr.arpa"]));
  });

  it("are not asked for where the configuration says so", async () => {
    const dns = await nameServer(NAMES);
    const { port } = await started(`servers: ["${dns.place}"], isEnabled: false`);
    const named = await from("8.8.4.4", port, "alice");
    await named.welcomed();
    expect(named.heard()).toContain(" 311 alice alice ~alice 8.8.4.4 * :alice\r\n");
    expect(dns.asked).toEqual([]);
  });
});
