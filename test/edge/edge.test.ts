// All edges of streams pass this suite: bytes there and back, ends, slow readers, and what a peer that closes is still
// told.
import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Connection, Edge, MakeEdge, Remote } from "../../src/net/edge.ts";
import { carries, chooseEdge, edges } from "../../src/net/open-edge.ts";
import { type Dialed, transports } from "./streams.ts";

interface Opened {
  readonly connection: Connection;
  readonly remote: Remote;
  text: string;
}

interface Seen {
  readonly opened: Opened[];
  /** In the order of the closes: which connection by its place in `opened`, and why. */
  readonly closed: { readonly at: number; readonly reason: string }[];
}

describe.each(transports)("the $name edge", ({ make, dial, address }) => {
  const open: Edge[] = [];
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const edge of open.splice(0)) await edge.close();
  });

  async function start(onData?: (connection: Connection, text: string) => void) {
    const seen: Seen = { opened: [], closed: [] };
    const edge = make((connection, remote) => {
      const each: Opened = { connection, remote, text: "" };
      const at = seen.opened.push(each) - 1;
      return {
        data: (bytes, length) => {
          const text = bytes.toString("utf8", 0, length);
          each.text += text;
          onData?.(connection, text);
        },
        closed: (reason) => seen.closed.push({ at, reason }),
      };
    });
    open.push(edge);
    const { port } = await edge.listen("127.0.0.1", 0);
    const opened = async (at = 0): Promise<Opened> => {
      await until(() => seen.opened.length > at);
      return seen.opened[at] as Opened;
    };
    return { edge, seen, port, opened };
  }

  async function dialed(port: number): Promise<Dialed> {
    const peer = await dial(port);
    sockets.push(peer.socket, peer.wire);
    return peer;
  }

  const client = async (port: number) => (await dialed(port)).socket;

  it("carries text both ways, also beyond ASCII", async () => {
    const { seen, port } = await start((connection, text) => void connection.write(`got ${text}`));
    const socket = await client(port);
    socket.write("héllo ✓\n");
    expect(await untilText(socket, "\n")).toBe("got héllo ✓\n");
    expect(seen.opened).toHaveLength(1);
    expect(seen.opened[0]?.remote.address).toBe(address);
  });

  it("writes what waits before it ends a connection, and tells the close once", async () => {
    const { seen, port, opened } = await start();
    const socket = await client(port);
    const { connection } = await opened();
    connection.write("x".repeat(3_000_000));
    connection.write("last\n");
    connection.end();
    connection.write("never");
    const text = await untilEnd(socket);
    expect(text.length).toBe(3_000_005);
    expect(text.endsWith("last\n")).toBe(true);
    socket.destroy();
    await until(() => seen.closed.length === 1);
  });

  it("says how many bytes wait for a peer that does not read, and takes them all once it reads", async () => {
    const { port, opened } = await start();
    const socket = await client(port);
    socket.pause();
    const { connection } = await opened();
    const chunk = "y".repeat(1_000_000);
    let waiting = 0;
    for (let n = 0; n < 20; n++) waiting = connection.write(chunk);
    expect(waiting).toBeGreaterThan(5_000_000);
    expect(waiting).toBeLessThanOrEqual(20_000_000);
    let received = 0;
    socket.on("data", (bytes) => {
      received += bytes.length;
    });
    socket.resume();
    await until(() => received === 20_000_000);
    expect(connection.write("z")).toBeLessThan(1000);
  });

  it("answers what a peer asked for before it closed its side", async () => {
    const { seen, port } = await start((connection) => setImmediate(() => connection.write("answer\n")));
    const socket = await client(port);
    socket.end("question\n");
    expect(await untilEnd(socket)).toBe("answer\n");
    await until(() => seen.closed.length === 1);
    expect(seen.closed[0]?.reason).toBe("Remote host closed the connection");
  });

  it("gives the reason of a reset, and the one with which a connection is destroyed", async () => {
    const { seen, port, opened } = await start();
    const first = await dialed(port);
    await opened();
    first.wire.resetAndDestroy();
    await until(() => seen.closed.length === 1);
    expect(seen.closed[0]).toEqual({ at: 0, reason: "Connection reset by peer" });
    await client(port);
    (await opened(1)).connection.destroy("Send queue exceeded");
    await until(() => seen.closed.length === 2);
    expect(seen.closed[1]).toEqual({ at: 1, reason: "Send queue exceeded" });
  });

  it("reads nothing while a connection is paused", async () => {
    const { port, opened } = await start();
    const socket = await client(port);
    const each = await opened();
    each.connection.pause();
    socket.write("later\n");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(each.text).toBe("");
    each.connection.resume();
    await until(() => each.text === "later\n");
  });

  it("refuses a port that is taken with the system's error", async () => {
    const { edge, port } = await start();
    await expect(edge.listen("127.0.0.1", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

it.each(["lean", "socket"] as const)("the %s edge passes the self-test", async (kind) => {
  expect(await carries(edges[kind])).toBe(true);
});

it("the lean edge is chosen on this Node, and one that fails the self-test is not", async () => {
  expect(await chooseEdge()).toBe("lean");
  expect(await carries(mute(edges.socket))).toBe(false);
});

/** An edge that loses what it is to write. */
function mute(make: MakeEdge): MakeEdge {
  return (accept) =>
    make((connection, remote) =>
      accept(
        {
          write: () => 0,
          end: () => connection.end(),
          destroy: (reason) => connection.destroy(reason),
          pause: () => connection.pause(),
          resume: () => connection.resume(),
        },
        remote,
      ),
    );
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
