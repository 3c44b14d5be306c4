// What operators get wrong when they link nodes, over real TLS: the notice that each side is given, once however often
// the peer is tried, with what to do.
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { throwAwayCertificate } from "../../src/link/certificate.ts";
import { noticeText } from "../../src/link/notice-text.ts";
import { eventually } from "./bad-peer.ts";
import { identityOfNode } from "./rig.ts";
import { type Served, type ServedOptions, served } from "./served.ts";

const QUICK = { retryMs: 5, retryMostMs: 20, handshakeMs: 300 };
const nodes: Served[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await Promise.all(nodes.splice(0).map((node) => node.close()));
});

async function node(id: string, options: ServedOptions): Promise<Served> {
  const made = await served(id, { ...options, limits: QUICK });
  nodes.push(made);
  return made;
}

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as { port: number }).port;
}

const texts = ({ notices }: Served) => notices.map(noticeText);
const calls = (caller: Served) => caller.links.peers.figures([])[0]?.calls;

/** The one notice that is given although the peer has been tried again and again. */
async function onlyNotice(of: Served, caller: Served = of): Promise<string> {
  await eventually(() => (calls(caller)?.failed ?? 0) + (calls(caller)?.made ?? 0) > 3 && of.notices.length > 0);
  expect(texts(of)).toHaveLength(1);
  return texts(of)[0] as string;
}

describe("the caller is told of", () => {
  it("an address that does not resolve", async () => {
    const told = await onlyNotice(await node("1AA", { known: ["2BB"], calls: { "2BB": "no-such-name.invalid:7000" } }));
    expect(told).toMatch(
      /^2bb\.example cannot be reached: the name no-such-name\.invalid (does not resolve|cannot be)/,
    );
  });

  it("an address where nobody listens", async () => {
    const told = await onlyNotice(await node("1AA", { known: ["2BB"], calls: { "2BB": 1 } }));
    expect(told).toBe("2bb.example cannot be reached: nothing listens at 127.0.0.1:1 (ECONNREFUSED)");
  });

  it("a port of something without TLS", async () => {
    const port = await portOf(createServer((socket) => socket.on("error", () => 0).end(":irc.test NOTICE * :hi\r\n")));
    const told = await onlyNotice(await node("1AA", { known: ["2BB"], calls: { "2BB": port } }));
    expect(told).toContain(`2bb.example cannot be reached: what answers at 127.0.0.1:${port} does not speak TLS`);
  });

  it.each([
    ["answers in its own way", "HTTP/1.1 400 Bad Request\r\n\r\n", "FRAME_TOO_LARGE"],
    ["says nothing", "", "HANDSHAKE_TIMEOUT"],
  ])("a port of something with TLS that %s", async (_what, answer, code) => {
    const options = { ...throwAwayCertificate(), minVersion: "TLSv1.3" } as const;
    const port = await portOf(createTlsServer(options, (socket) => socket.on("error", () => 0).write(answer)));
    const told = await onlyNotice(await node("1AA", { known: ["2BB"], calls: { "2BB": port } }));
    expect(told).toMatch(
      new RegExp(`^no link with 2bb\\.example: ${code}: .*speaks TLS, but not as a hansard node does`),
    );
    expect(told).toContain(`is 127.0.0.1:${port} its port for links?`);
  });
});

describe("both sides are told of", () => {
  it("a link that is listed on one side only", async () => {
    const b = await node("2BB", { known: [] });
    const a = await node("1AA", { known: ["2BB"], calls: { "2BB": b.port } });
    expect(await onlyNotice(a)).toMatch(
      /^no link with 2bb\.example: UNKNOWN_KEY: 2bb\.example says: 1aa\.example has key .*put .* here under links\.peers there/,
    );
    expect(await onlyNotice(b, a)).toMatch(
      /^no link with 127\.0\.0\.1:\d+: UNKNOWN_KEY: 1aa\.example has key .*put .* there under links\.peers here/,
    );
  });

  it("two nodes with one id", async () => {
    const b = await node("1AA", { known: ["2BB"] });
    const a = await node("1AA", { known: ["1AA"], calls: { "1AA": b.port }, keyOf: "2BB" });
    expect(await onlyNotice(a)).toMatch(
      /^no link with 1aa\.example: NODE_ID_IN_USE: .*1AA is this node's own: give one/,
    );
    expect(await onlyNotice(b, a)).toMatch(/: NODE_ID_IN_USE: .*node id 1AA is this node's own: give one of the two/);
  });

  it("a live link that is taken out of the configuration, with nothing lost", async () => {
    const b = await node("2BB", { known: ["1AA"] });
    const a = await node("1AA", { known: ["2BB"], calls: { "2BB": b.port } });
    await eventually(() => a.links.figures().length === 1 && b.links.figures().length === 1);
    b.node.say("the last word");
    b.links.setPeers([]);
    await eventually(() => b.links.figures().length === 0 && texts(a).length > 2);
    expect(texts(b)[1]).toBe("unlinked from 1aa.example: PEER_REMOVED: the peer was taken out of the configuration");
    expect(texts(a)[1]).toMatch(
      /^unlinked from 2bb\.example: PEER_REMOVED: 2bb\.example says: .*until this node is confi/,
    );
    expect(texts(a)[2]).toMatch(/^no link with 2bb\.example: UNKNOWN_KEY: /);
    b.links.setPeers([{ name: "1aa.example", address: undefined, key: keyOf(a), isCalled: false }]);
    await eventually(() => a.node.have.get(b.node.origin) === b.node.have.get(b.node.origin));
    expect(b.links.figures()).toHaveLength(1);
  });
});

const keyOf = ({ node: { id } }: Served) => identityOfNode(id).key;
