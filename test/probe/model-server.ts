// The reference model as an IRC server on a loopback port, whole or with one flaw: what the probe is tried on.
import { createServer, type Server, type Socket } from "node:net";
import { afterEach } from "vitest";
import { Reference } from "../../src/testing/model/reference.ts";
import type { Limits, World } from "../../src/testing/model/world.ts";

export interface Flaw {
  /** Changes a line before it is written to a slot; undefined for none, or several. */
  readonly write?: (
    line: string,
    to: { readonly slot: number; readonly asked: string; readonly nick: string },
  ) => readonly string[];
  /** Changes the model itself; `asked` gives the line that is being carried out. */
  readonly warp?: (world: World, asked: () => string) => void;
}

const LIMITS: Limits = {
  ...{ server: "model.example", password: undefined, nickBytes: 30, userBytes: 10, realnameBytes: 150 },
  ...{ channelBytes: 64, channelsPerUser: 20, topicBytes: 390, kickBytes: 300, quitBytes: 300, awayBytes: 200 },
  ...{ keyBytes: 32, maskBytes: 150, listEntries: 100, modesPerCommand: 4, monitorEntries: 10, knocksPerMinute: 1 },
};
const SUPPORT = "CASEMAPPING=ascii CHANMODES=beIq,k,l,CTimnstz CHANTYPES=# PREFIX=(ov)@+ MODES=4 MAXLIST=beIq:100";
/** Those that need no tags: the model leaves them to its reader. */
const OFFERED = "away-notify echo-message invite-notify multi-prefix";

/** Figures that the model does not keep. */
const lusers = ":model.example 251 * :There are users\r\n:model.example 255 * :I have clients\r\n";

const servers = new Set<Server>();
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  sockets.clear();
  servers.clear();
});

/** A server on a free port that is gone after the test. */
export async function listen(accept: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    accept(socket);
  });
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as { port: number }).port;
}

export function serveModel(flaw: Flaw = {}): Promise<number> {
  const model = new Reference(LIMITS);
  const open = new Map<number, Socket>();
  let slots = 0;
  let asked = "";
  flaw.warp?.(model.world, () => asked);
  const flush = () => {
    for (const [slot, items] of model.world.written) {
      const nick = model.world.seats.get(slot)?.person?.nick ?? "";
      const lines = items.flatMap((item) => (typeof item === "string" ? whole(item) : item.lines));
      const written = lines.flatMap((line) => flaw.write?.(line, { slot, asked, nick }) ?? [line]);
      open.get(slot)?.write(written.map((line) => `${line}\r\n`).join(""));
      if (!model.isOpen(slot) || written.some((line) => line.startsWith("ERROR "))) open.get(slot)?.end();
    }
    model.world.written.clear();
  };
  return listen((socket) => {
    const slot = slots++;
    open.set(slot, socket);
    model.connect(slot, "127.0.0.1", false);
    let rest = "";
    socket.on("data", (bytes) => {
      const lines = (rest + bytes.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        asked = line;
        if (line === "LUSERS") socket.write(lusers);
        model.bytes(slot, Buffer.from(`${line}\r\n`));
        flush();
      }
    });
    socket.on("close", () => {
      if (model.isOpen(slot)) model.hangUp(slot, "gone");
      open.delete(slot);
      flush();
    });
  });
}

/** What the model leaves out of a line because it compares nothing there. */
function whole(line: string): readonly string[] {
  const [source = "", verb, nick = ""] = line.split(" ");
  if (verb === "001") return [line, `${source} 005 ${nick} ${SUPPORT} :are supported by this server`];
  if (verb === "706") return [`${source} 704 ${nick} * :Help`, line];
  if (/^:\S+ CAP \S+ LS :/.test(line)) return [line.replace(/ LS :.*/, ` LS :${OFFERED}`)];
  return [line];
}
