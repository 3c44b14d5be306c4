// Both edges pass this suite: bytes there and back, ends, slow readers, and what a peer that closes is still told.
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Edge, EdgeEvents, Remote } from "../../src/net/edge.ts";
import { carries, chooseEdge, type EdgeKind, edges } from "../../src/net/open-edge.ts";

interface Seen {
  readonly opened: { readonly id: number; readonly remote: Remote }[];
  readonly text: Map<number, string>;
  readonly closed: { readonly id: number; readonly reason: string }[];
}

describe.each<EdgeKind>(["lean", "socket"])("the %s edge", (kind) => {
  const open: Edge[] = [];
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const edge of open.splice(0)) await edge.close();
  });

  async function start(onData?: (edge: Edge, id: number, text: string) => void) {
    const seen: Seen = { opened: [], text: new Map(), closed: [] };
    let id = 0;
    const events: EdgeEvents = {
      open: (each, remote) => seen.opened.push({ id: each, remote }),
      data: (each, bytes) => {
        const text = bytes.toString();
        seen.text.set(each, (seen.text.get(each) ?? "") + text);
        onData?.(edge, each, text);
      },
      close: (each, reason) => seen.closed.push({ id: each, reason }),
    };
    const edge = edges[kind](events, () => ++id);
    open.push(edge);
    const { port } = await edge.listen("127.0.0.1", 0);
    return { edge, seen, port };
  }

  function client(port: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true }, () => resolve(socket));
      socket.once("error", reject);
      sockets.push(socket);
    });
  }

  it("carries text both ways, also beyond ASCII", async () => {
    const { seen, port } = await start((edge, id, text) => void edge.write(id, `got ${text}`));
    const socket = await client(port);
    socket.write("héllo ✓\n");
    expect(await untilText(socket, "\n")).toBe("got héllo ✓\n");
    expect(seen.opened).toHaveLength(1);
    expect(seen.opened[0]?.remote.address).toBe("127.0.0.1");
  });

  it("writes what waits before it ends a connection, and tells the close once", async () => {
    const { edge, seen, port } = await start();
    const socket = await client(port);
    await until(() => seen.opened.length === 1);
    edge.write(1, "x".repeat(3_000_000));
    edge.write(1, "last\n");
    edge.end(1);
    edge.write(1, "never");
    const text = await untilEnd(socket);
    expect(text.length).toBe(3_000_005);
    expect(text.endsWith("last\n")).toBe(true);
    socket.destroy();
    await until(() => seen.closed.length === 1);
  });

  it("says how many bytes wait for a peer that does not read, and takes them all once it reads", async () => {
    const { edge, seen, port } = await start();
    const socket = await client(port);
    socket.pause();
    await until(() => seen.opened.length === 1);
    const chunk = "y".repeat(1_000_000);
    let waiting = 0;
    for (let n = 0; n < 20; n++) waiting = edge.write(1, chunk);
    expect(waiting).toBeGreaterThan(5_000_000);
    expect(waiting).toBeLessThanOrEqual(20_000_000);
    let received = 0;
    socket.on("data", (bytes) => {
      received += bytes.length;
    });
    socket.resume();
    await until(() => received === 20_000_000);
    expect(edge.write(1, "z")).toBeLessThan(1000);
  });

  it("answers what a peer asked for before it closed its side", async () => {
    const { seen, port } = await start((edge, id) => setImmediate(() => edge.write(id, "answer\n")));
    const socket = await client(port);
    socket.end("question\n");
    expect(await untilEnd(socket)).toBe("answer\n");
    await until(() => seen.closed.length === 1);
    expect(seen.closed[0]?.reason).toBe("Remote host closed the connection");
  });

  it("gives the reason of a reset, and the one with which a connection is destroyed", async () => {
    const { edge, seen, port } = await start();
    const first = await client(port);
    await until(() => seen.opened.length === 1);
    first.resetAndDestroy();
    await until(() => seen.closed.length === 1);
    expect(seen.closed[0]).toEqual({ id: 1, reason: "Connection reset by peer" });
    await client(port);
    await until(() => seen.opened.length === 2);
    edge.destroy(2, "Send queue exceeded");
    await until(() => seen.closed.length === 2);
    expect(seen.closed[1]).toEqual({ id: 2, reason: "Send queue exceeded" });
  });

  it("reads nothing while a connection is paused", async () => {
    const { edge, seen, port } = await start();
    const socket = await client(port);
    await until(() => seen.opened.length === 1);
    edge.pause(1);
    socket.write("later\n");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.text.get(1)).toBeUndefined();
    edge.resume(1);
    await until(() => seen.text.get(1) === "later\n");
  });

  it("refuses a port that is taken with the system's error", async () => {
    const { edge, port } = await start();
    await expect(edge.listen("127.0.0.1", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("passes the self-test", async () => {
    expect(await carries(edges[kind])).toBe(true);
  });
});

it("the lean edge is chosen on this Node, and one that fails the self-test is not", async () => {
  expect(await chooseEdge()).toBe("lean");
  const isCarried = await carries((events, nextId) => {
    const edge = edges.socket(events, nextId);
    return { ...bound(edge), write: () => 0 };
  });
  expect(isCarried).toBe(false);
});

function bound(edge: Edge): Edge {
  return {
    listen: (host, port) => edge.listen(host, port),
    write: (id, text) => edge.write(id, text),
    end: (id) => edge.end(id),
    destroy: (id, reason) => edge.destroy(id, reason),
    pause: (id) => edge.pause(id),
    resume: (id) => edge.resume(id),
    close: () => edge.close(),
  };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not come to hold within 5 s");
}

async function untilText(socket: Socket, end: string): Promise<string> {
  let text = "";
  for await (const bytes of socket) {
    text += String(bytes);
    if (text.endsWith(end)) break;
  }
  return text;
}

async function untilEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const bytes of socket) chunks.push(bytes as Buffer);
  return Buffer.concat(chunks).toString();
}
