// Chooses the edge: the lean one where it passes its self-test on this Node, the ordinary one elsewhere.
import { connect } from "node:net";
import type { Edge, MakeEdge } from "./edge.ts";
import { LeanEdge } from "./lean-edge.ts";
import { SocketEdge } from "./socket-edge.ts";

export type EdgeKind = "lean" | "socket";

export const edges: Readonly<Record<EdgeKind, MakeEdge>> = {
  lean: (accept) => new LeanEdge(accept),
  socket: (accept) => new SocketEdge(accept),
};

/** "lean" if it carries a line there and back over loopback and tells the end; "socket" on any surprise. */
export async function chooseEdge(): Promise<EdgeKind> {
  return (await carries(edges.lean)) ? "lean" : "socket";
}

const TEST_MS = 1000;
const PROBE = "ping é\r\n";

/** Whether an edge opens, reads, writes and ends a connection as it must. */
export async function carries(make: MakeEdge): Promise<boolean> {
  let edge: Edge | undefined;
  try {
    const seen: string[] = [];
    let opened: Edge | undefined;
    const done = new Promise<void>((resolve) => {
      opened = make((connection) => {
        seen.push("open");
        return {
          data: (bytes, length) => {
            seen.push(bytes.toString("utf8", 0, length));
            connection.write(PROBE);
            connection.end();
          },
          closed: () => resolve(),
        };
      });
    });
    edge = opened as Edge | undefined;
    if (edge === undefined) return false;
    const { port } = await edge.listen("127.0.0.1", 0);
    const echoed = await echo(port);
    await within(done);
    return echoed === PROBE && seen.join("|") === `open|${PROBE}`;
  } catch {
    return false;
  } finally {
    await edge?.close();
  }
}

function echo(port: number): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  let text = "";
  const ended = new Promise<string>((resolve, reject) => {
    socket.on("data", (bytes) => {
      text += bytes.toString();
    });
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
    socket.on("connect", () => socket.write(PROBE));
  });
  return within(ended).finally(() => socket.destroy());
}

function within<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the edge's self-test took too long")), TEST_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
