// Who a node is to others: `hansard id`, and what a start takes of the configuration's links.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linkSettings } from "../../src/cli/start/links.ts";
import { defaults } from "../../src/config/defaults.ts";
import { readConfiguration } from "../../src/config/load.ts";
import { identityIn, isSigned } from "../../src/link/identity.ts";
import { folder, rows, run } from "./program.ts";

describe("hansard id", () => {
  it("makes the key at first need, for its owner alone, and prints the same one from then on", async () => {
    const data = join(folder(), "new");
    const first = await run("id", "--data", data);
    expect(first.exit).toBe(0);
    expect(first.err).toBe(`made ${data}/node.key: put it into your backup\n`);
    expect(statSync(join(data, "node.key")).mode & 0o777).toBe(0o600);
    const again = await run("id", "--data", data);
    expect(again).toEqual({ ...first, err: "" });
    expect(again.out).not.toContain(readFileSync(join(data, "node.key"), "utf8").split("\n")[1]);
    expect(again.out).toContain(identityIn(data).key);
  });

  it("prints an entry that a peer's configuration takes as it stands", async () => {
    const base = folder();
    const file = join(base, "h.yaml");
    writeFileSync(
      file,
      `node: { id: 4XY, name: irc.b.example }\ndata: ${base}/data\nlinks: { listen: ["[::]:7001"] }\n`,
    );
    const { out } = await run("id", "--config", file);
    expect(out).toMatch(/^node {2}4XY {2}irc\.b\.example\nkey {3}[\w-]{43}\n/);
    const { configuration, problems } = readConfiguration(out.slice(out.indexOf("links:")), "peer.yaml");
    expect(problems).toEqual([]);
    const { key } = identityIn(`${base}/data`);
    expect(configuration?.links.peers).toEqual([
      { name: "irc.b.example", address: "irc.b.example:7001", key, connect: true, snapshot: false },
    ]);
    const [asJson] = rows((await run("id", "--config", file, "--json")).out);
    expect(asJson).toEqual({ node: "4XY", name: "irc.b.example", key, address: "irc.b.example:7001" });
  });

  it("says of a node that takes no links that it has to call", async () => {
    const { out } = await run("id", "--data", folder());
    expect(out).toContain("      connect: false\n");
    expect(out).toContain("This node takes no links");
  });

  it("refuses a key that is none, and a folder that cannot be one", async () => {
    const data = folder();
    writeFileSync(join(data, "node.key"), "not a key\n");
    const broken = await run("id", "--data", data);
    expect(broken.exit).toBe(5);
    expect(broken.err).toMatch(/^hansard: KEY_UNREADABLE: .*node\.key is not a private key/);
    expect((await run("id", "--data", join(data, "node.key"))).err).toMatch(/^hansard: DATA_UNUSABLE: /);
  });
});

describe("the links of a start", () => {
  const key = "A".repeat(43);
  const peer = { name: "b", address: "b:7000", key, connect: true, snapshot: true };
  const settings = (data: string, links: Partial<typeof defaults.links>) =>
    linkSettings({ ...defaults, data, links: { ...defaults.links, ...links } });

  it("are its key, its peers, its places and its waits", () => {
    const data = folder();
    const { identity, ...rest } = settings(data, {
      listen: ["[::1]:7000", "127.0.0.1:0"],
      peers: [peer, { name: "c", key: key.replace("A", "B"), connect: false, snapshot: false }],
      graceMs: 1,
      forgetSeconds: 60,
    });
    expect(rest).toEqual({
      peers: [
        { name: "b", address: "b:7000", key, isCalled: true, isTrusted: true },
        { name: "c", address: undefined, key: key.replace("A", "B"), isCalled: false, isTrusted: false },
      ],
      listen: [
        { host: "::1", port: 7000 },
        { host: "127.0.0.1", port: 0 },
      ],
      graceMs: 1,
      forgetMs: 60_000,
    });
    const bytes = Buffer.from("x");
    expect(isSigned(identityIn(data).key, bytes, identity.sign(bytes))).toBe(true);
  });

  it("refuse this node's own key under a peer", () => {
    const data = folder();
    const own = { ...peer, key: identityIn(data).key };
    expect(() => settings(data, { peers: [peer, { ...own, name: "c" }] })).toThrow(
      /links\.peers: c has the key of this node itself/,
    );
  });

  it("refuse a key that is none", () => {
    const data = folder();
    writeFileSync(join(data, "node.key"), "");
    expect(() => settings(data, {})).toThrow(/is not a private key/);
  });
});
