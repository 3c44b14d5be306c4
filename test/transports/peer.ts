// An edge of its own for a test, with a receiver that keeps what it is told, and waiting for things to come about.
import { afterEach } from "vitest";
import type { Accept, Connection, Edge, MakeEdge, Remote } from "../../src/net/edge.ts";

export interface Opened {
  readonly connection: Connection;
  readonly remote: Remote;
  text: string;
  closed: string | undefined;
}

const open: Edge[] = [];

afterEach(async () => {
  for (const edge of open.splice(0)) await edge.close();
});

export interface Standing<E extends Edge> {
  readonly edge: E;
  readonly port: number;
  readonly opened: readonly Opened[];
}

/** It answers each piece of text with "got " and the text. */
export async function stand<E extends Edge = ReturnType<MakeEdge>>(make: (accept: Accept) => E): Promise<Standing<E>> {
  const opened: Opened[] = [];
  const edge = make((connection, remote) => {
    const each: Opened = { connection, remote, text: "", closed: undefined };
    opened.push(each);
    return {
      data: (bytes, length) => {
        const text = bytes.toString("utf8", 0, length);
        each.text += text;
        connection.write(`got ${text}`);
      },
      closed: (reason) => {
        each.closed = reason;
      },
    };
  });
  open.push(edge);
  const { port } = await edge.listen("127.0.0.1", 0);
  return { edge, port, opened };
}

export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not come to hold within 10 s");
}
