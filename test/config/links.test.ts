// The section links: where links are taken, and who the peers are.
import { describe, expect, it } from "vitest";
import { readPlace } from "../../src/config/links.ts";
import { readConfiguration } from "../../src/config/load.ts";

const KEY = "xqbYT2CYp0_L-hWb0z-8RGcQSvo-ydkEwrDm61gSnYg";
const OTHER = "A".repeat(43);

const yaml = (...lines: readonly string[]) => `${["links:", ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
const problems = (...lines: readonly string[]) => readConfiguration(yaml(...lines), "f").problems;
const links = (...lines: readonly string[]) => readConfiguration(yaml(...lines), "f").configuration?.links;

describe("links in the configuration", () => {
  it("may be left out: then there are none", () => {
    expect(readConfiguration("", "f").configuration?.links).toEqual({
      listen: [],
      peers: [],
      graceMs: 10_000,
      replayLimit: 100_000,
      retryMostMs: 30_000,
      forgetSeconds: 3600,
    });
  });

  it("name peers by key, and call them unless they are told not to", () => {
    const found = links(
      'listen: ["[::]:7000"]',
      "peers:",
      `- name: irc.b`,
      `  address: irc.b.example.org:7000`,
      `  key: "${KEY}"`,
      `- name: irc.c`,
      `  key: "${OTHER}"`,
      `  connect: false`,
      "graceMs: 2500",
      "retryMostMs: 1000",
    );
    expect(found).toEqual({
      listen: ["[::]:7000"],
      peers: [
        { name: "irc.b", address: "irc.b.example.org:7000", key: KEY, connect: true, snapshot: false },
        { name: "irc.c", key: OTHER, connect: false, snapshot: false },
      ],
      graceMs: 2500,
      replayLimit: 100_000,
      retryMostMs: 1000,
      forgetSeconds: 3600,
    });
  });

  it.each([KEY.slice(1), `${KEY}A`, `${KEY.slice(0, 42)}h`, KEY.replace("_", "/"), "abc"])(
    "refuse the key %s",
    (key) => {
      expect(problems("peers:", "- name: b", "  address: b:1", `  key: "${key}"`)).toEqual([
        "f:5: links.peers[0].key: expected the peer's public key, 43 letters, as `hansard id` prints it there; " +
          `found ${JSON.stringify(key)}`,
      ]);
    },
  );

  it.each(["irc.b", "irc.b:", ":7000", "irc.b:70000", "irc.b:0", "::1:7000", "[irc.b]:7000", "b c:7", "tcp://b:7"])(
    "refuse the address %s",
    (address) => {
      const [problem, ...more] = problems("peers:", "- name: b", `  address: "${address}"`, `  key: "${KEY}"`);
      expect(more).toEqual([]);
      expect(problem).toMatch(/^f:4: links\.peers\[0\]\.address: expected host and port with a colon between, /);
    },
  );

  it("refuse a peer that is to be called and has no address", () => {
    expect(problems("peers:", "- name: b", `  key: "${KEY}"`)).toEqual([
      "f:3: links.peers[0].connect: there is no address to call; give one, or write connect: false if the peer calls " +
        "this node",
    ]);
  });

  it("refuse a peer that nobody calls: it is not to be called, and there is no place for its calls", () => {
    expect(problems("peers:", "- name: b", `  key: "${KEY}"`, "  connect: false")).toEqual([
      "f:5: links.peers[0].connect: is false, and links.listen has no entry for its calls",
    ]);
  });

  it("refuse two peers with one name or one key, each with its line", () => {
    const twice = ["- name: b", "  address: b:1", `  key: "${KEY}"`];
    expect(problems("peers:", ...twice, ...twice)).toEqual([
      "f:6: links.peers[1].name: b is there twice",
      "f:8: links.peers[1].key: is the key of b too; each node has its own",
    ]);
  });

  it("refuse what is no key of theirs, with the nearest name", () => {
    expect(problems("graceMss: 1")).toEqual(["f:2: links.graceMss is not a key; did you mean graceMs?"]);
    expect(problems("graceMs: soon")).toHaveLength(1);
    expect(problems("listen: [7000]")[0]).toMatch(/^f:2: links\.listen\[0\]: expected a list of places/);
  });
});

describe("a place", () => {
  it("is a host and a port, IPv6 in brackets", () => {
    expect(readPlace("irc.example.org:7000")).toEqual({ host: "irc.example.org", port: 7000 });
    expect(readPlace("192.0.2.1:0")).toEqual({ host: "192.0.2.1", port: 0 });
    expect(readPlace("[2001:db8::1]:7000")).toEqual({ host: "2001:db8::1", port: 7000 });
    expect(readPlace("[2001:db8::1]")).toBeUndefined();
  });
});
