// hansard link: peers in the configuration file, and what a test of the way to one says, with real nodes and with what
// is none.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../src/config/defaults.ts";
import { readConfiguration } from "../../src/config/load.ts";
import { sample } from "../../src/config/sample.ts";
import { throwAwayCertificate } from "../../src/link/certificate.ts";
import { newIdentity } from "../../src/link/identity.ts";
import { client, type Ended, rows, run } from "./program.ts";
import { configure, eventually, freePort, type Site, site, started, WAIT_MS } from "./sites.ts";

const KEY = newIdentity().key;
const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close();
});

function serving(server: Server): Promise<number> {
  open.push(server);
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port));
  });
}

describe("hansard link add and remove", () => {
  let a: Site;
  beforeEach(async () => {
    a = await site();
  });
  const link = (...args: readonly string[]): Promise<Ended> => run("link", ...args, "--config", a.file);
  const comments = (text: string) =>
    text
      .split("\n")
      .filter((line) => line.includes("#"))
      .map((line) => line.trim());

  it("write a peer into a file, keep its comments, and take it out again", async () => {
    const before = sample().replace("./data", a.data);
    writeFileSync(a.file, before, { mode: 0o640 });
    const added = await link("add", "irc.b", "irc.b.example:7000", KEY);
    expect(added.out).toBe(`added irc.b to ${a.file}\nIn force when the node is started again: it was alone.\n`);
    expect((await link("add", "irc.c", "-", newIdentity().key)).exit).toBe(4);
    writeFileSync(a.file, readFileSync(a.file, "utf8").replace("  listen: []", '  listen: ["127.0.0.1:7000"] # here'));
    const second = await link("add", "irc.c", "-", newIdentity().key, "--snapshot");
    expect(second.out).toContain("To put it in force: /quote REHASH as an operator of this node, or kill -HUP");
    const after = readFileSync(a.file, "utf8");
    expect(statSync(a.file).mode & 0o777).toBe(0o640);
    expect(comments(after)).toEqual(expect.arrayContaining(comments(before)));
    expect(after).toContain("# here");
    const { configuration, problems } = readConfiguration(after, "h.yaml");
    expect(problems).toEqual([]);
    expect(configuration).toMatchObject({ ...defaults, data: a.data, links: { ...configuration?.links } });
    expect(configuration?.links.peers).toEqual([
      { name: "irc.b", address: "irc.b.example:7000", key: KEY, connect: true, snapshot: false },
      { name: "irc.c", key: expect.any(String), connect: false, snapshot: true },
    ]);
    expect((await link("remove", "irc.b")).out).toMatch(/^removed irc\.b from /);
    expect((await link("remove", "irc.c")).exit).toBe(0);
    const emptied = readFileSync(a.file, "utf8");
    expect(readConfiguration(emptied, "h.yaml").configuration?.links.peers).toEqual([]);
    expect(comments(emptied)).toEqual(expect.arrayContaining(comments(before)));
  });

  it("refuse what the configuration would refuse, and leave the file as it is", async () => {
    configure(a, { id: "1AA", peers: `{ name: irc.b, address: "b:7000", key: "${KEY}" }` });
    const before = readFileSync(a.file, "utf8");
    const refused = async (code: RegExp, exit: number, ...args: readonly string[]) => {
      const ended = await link(...args);
      expect(ended.err).toMatch(code);
      expect(ended.exit).toBe(exit);
      expect(readFileSync(a.file, "utf8")).toBe(before);
    };
    await refused(
      /links\.peers\[1\]\.key: expected the peer's public key.*CONFIG_INVALID/s,
      4,
      "add",
      "x",
      "x:1",
      "no",
    );
    await refused(/links\.peers\[1\]\.name: irc\.b is there twice/, 4, "add", "irc.b", "x:1", newIdentity().key);
    await refused(/is the key of irc\.b too/, 4, "add", "x", "x:1", KEY);
    await refused(/links\.peers\[1\]\.address: expected host and port/, 4, "add", "x", "x", newIdentity().key);
    await refused(/x has the key of this node itself/, 4, "add", "x", "x:1", a.key);
    await refused(/PEER_UNKNOWN: no peer is called irc\.bb; did you mean irc\.b\?/, 2, "remove", "irc.bb");
    expect((await run("link", "add", "x", "x:1", KEY)).err).toMatch(/^hansard: USAGE: --config FILE is needed/);
    expect((await run("link", "add", "x", "x:1", KEY, "--config", "/no/such")).exit).toBe(4);
  });
});

describe("hansard link test", () => {
  let a: Site;
  let b: Site;
  let place: number;
  beforeEach(async () => {
    [a, b, place] = [await site(), await site(), await freePort()];
  });
  const tested = async (address: string, ...args: readonly string[]) => {
    configure(b, { id: "2BB", peers: `{ name: irc.a, key: "${a.key}", address: "${address}" }` });
    return run("link", "test", "irc.a", "--config", b.file, ...args);
  };

  it.each<[string, () => Promise<string>, RegExp]>([
    [
      "a name that does not resolve",
      async () => "no-such-name.invalid:7000",
      /LINK_UNRESOLVED: .*no-such-name\.invalid/,
    ],
    [
      "nobody there",
      async () => `127.0.0.1:${await freePort()}`,
      /LINK_UNREACHABLE: .*nothing listens at .*Start the node/,
    ],
    [
      "a plain IRC server",
      async () =>
        `127.0.0.1:${await serving(createServer((socket) => socket.on("error", () => 0).end(":irc NOTICE\r\n")))}`,
      /LINK_NOT_HANSARD: .*does not speak TLS.*links\.listen there/,
    ],
    [
      "a web server with TLS",
      async () => {
        const options = { ...throwAwayCertificate(), minVersion: "TLSv1.3" } as const;
        const server = createTlsServer(options, (socket) =>
          socket.on("error", () => 0).end("HTTP/1.1 400 Bad Request\r\n\r\n"),
        );
        return `127.0.0.1:${await serving(server)}`;
      },
      /LINK_NOT_HANSARD: what answers at .* speaks TLS, but does not link as a hansard node does/,
    ],
  ])("explains %s", async (_what, address, expected) => {
    const { err, exit } = await tested(await address());
    expect(err).toMatch(expected);
    expect(exit).toBe(6);
  });

  it("knows its peers, and says of one without an address where to try", async () => {
    configure(b, { id: "2BB", listen: place, peers: `{ name: irc.a, key: "${a.key}", connect: false }` });
    const none = await run("link", "test", "irc.a", "--config", b.file);
    expect(none.err).toMatch(/LINK_NO_ADDRESS: irc\.a has no address .*Try it there/);
    expect((await run("link", "test", "irc.z", "--config", b.file)).err).toMatch(/PEER_UNKNOWN: .*there are irc\.a/);
  });

  it("tries a real peer while the node runs, disturbs no link, and says what each side has against the other", {
    timeout: 4 * WAIT_MS,
  }, async () => {
    const entry = (name: string, key: string) => `{ name: ${name}, key: "${key}", connect: false }`;
    configure(a, { id: "1AA", listen: place, peers: entry("irc.b", b.key) });
    const address = `127.0.0.1:${place}`;
    const one = await started(a);
    const first = await tested(address);
    expect(first.out).toMatch(
      /^ok: irc\.1aa\.test \(1AA, hansard-\S+\) at 127\.0\.0\.1:\d+ has proved its key and takes/,
    );
    const two = await started(b);
    const bob = await client(two.port, "bob");
    await eventually("linked", async () => (await bob.say("LINKS")).match(/ 364 /g)?.length === 2);
    const [listed] = rows((await run("link", "list", "--config", b.file, "--json")).out);
    expect(listed).toMatchObject({ name: "irc.a", address, isLinked: true, node: "1AA", connect: true, reason: null });
    for (let n = 0; n < 3; n++) expect((await tested(address, "--json")).out).toMatch(/^\{"isWell":true,"node":"1AA"/);
    expect((await run("link", "list", "--config", b.file)).out).toContain(
      `irc.a  linked with 1AA since ${listed?.at}  (`,
    );
    for (const { running } of [one, two]) expect(running.err()).not.toMatch(/link-(unlinked|refused)/);

    const wrongKey = await run("link", "test", "irc.x", "--config", withPeer(b, "irc.x", KEY, address));
    expect(wrongKey.err).toMatch(
      /LINK_REFUSED_HERE: this node refuses irc\.x: UNKNOWN_KEY: irc\.1aa\.test \(1AA\) answers at/,
    );
    configure(b, {
      id: "2BB",
      peers: entry("irc.a", a.key).replace("connect: false", `address: "${address}"`),
      more: ["network: Other"],
    });
    const other = await run("link", "test", "irc.a", "--config", b.file, "--json");
    expect(rows(other.out)[0]).toMatchObject({ isWell: false, code: "LINK_REFUSED_HERE", linkCode: "WRONG_NETWORK" });
    expect(other.exit).toBe(6);
    const stranger = await site();
    configure(stranger, { id: "3CC", peers: `{ name: irc.a, key: "${a.key}", address: "${address}" }` });
    const unknown = await run("link", "test", "irc.a", "--config", stranger.file);
    expect(unknown.err).toMatch(
      /LINK_REFUSED_THERE: irc\.a refuses this node: UNKNOWN_KEY: irc\.3cc\.test has key .*put what/s,
    );
    configure(stranger, { id: "1AA", peers: `{ name: irc.a, key: "${a.key}", address: "${address}" }` });
    const sameId = await run("link", "test", "irc.a", "--config", stranger.file);
    expect(sameId.err).toMatch(
      /LINK_REFUSED_HERE: this node refuses irc\.a: NODE_ID_IN_USE: node id 1AA is this node's own/,
    );
    expect(await bob.say("LINKS")).toMatch(/ 364 bob irc\.1aa\.test /);

    two.running.child.kill("SIGKILL");
    await two.running.ended;
    const gone = await run("link", "list", "--config", b.file);
    expect(gone.out).toMatch(/^irc\.a {2}was linked with 1AA from /);
    expect(gone.err).toContain("nothing is linked");
  });
});

/** Its configuration with one peer alone, in a file of its own. */
function withPeer({ data, file }: Site, name: string, key: string, address: string): string {
  const beside = `${file}.other`;
  configure(
    { data, file: beside, key },
    { id: "2BB", peers: `{ name: ${name}, key: "${key}", address: "${address}" }` },
  );
  return beside;
}
