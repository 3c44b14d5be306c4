// A DNS server of a few names for a test: over UDP, as a node asks it. Names that it does not know do not exist.
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach } from "vitest";

const TYPES = { A: 1, PTR: 12 } as const;
const NXDOMAIN = 3;
const open: Socket[] = [];

afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

export interface NameServer {
  /** As configurations name it. */
  readonly place: string;
  /** Names that were asked for. */
  readonly asked: string[];
}

/** `names`: of IPv4 addresses. A name that is in `silent` is never answered. */
export async function nameServer(names: Readonly<Record<string, string>>, silent: readonly string[] = []) {
  const socket = createSocket("udp4");
  open.push(socket);
  const asked: string[] = [];
  const answers = new Map<string, Uint8Array>();
  for (const [address, name] of Object.entries(names)) {
    answers.set(`${address.split(".").reverse().join(".")}.in-addr.arpa ${TYPES.PTR}`, labels(name));
    answers.set(`${name} ${TYPES.A}`, Buffer.from(address.split(".").map(Number)));
  }
  socket.on("message", (query, from) => {
    const { name, type, end } = question(query);
    asked.push(name);
    if (silent.includes(name)) return;
    const found = answers.get(`${name} ${type}`);
    const head = Buffer.alloc(12);
    query.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180 | (found ? 0 : NXDOMAIN), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(found ? 1 : 0, 6);
    const parts: Uint8Array[] = [head, query.subarray(12, end)];
    // RFC 1035 §4.1.3: the name by a pointer to the question, type, class, seconds, length, data.
    if (found) {
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(type, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt32BE(120, 6);
      record.writeUInt16BE(found.length, 10);
      parts.push(record, found);
    }
    socket.send(Buffer.concat(parts), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { place: `127.0.0.1:${socket.address().port}`, asked } satisfies NameServer;
}

function labels(name: string): Buffer {
  const parts = name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function question(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const words: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    words.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: words.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}
