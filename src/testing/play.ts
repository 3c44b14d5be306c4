// One session played on a server, of which it needs to know only how a client says a line and what is heard of it.
import type { Client, History, Turn } from "./judge/history.ts";
import { Network, type Room } from "./judge/network.ts";
import type { Offer } from "./judge/offer.ts";
import { linesOf, type Names, type Step } from "./sessions.ts";

/** A server with clients on it, over sockets or in the same program. */
export interface Played {
  readonly offer: Offer;
  /** As they are when the session begins, in no channel. */
  readonly clients: readonly Client[];
  /** Lets a client say a line, and waits until everybody has heard what comes of it. */
  turn(client: number, line: string): Turn | Promise<Turn>;
}

/** Whoever quits comes again before the next session, which a server may hold up: once a session is enough. */
const MOST_QUITS = 1;

/** Throws what the server's turns throw. The rooms of `names` must be new to the server. */
export async function play(server: Played, steps: readonly Step[], names: Names): Promise<History> {
  const { offer, clients } = server;
  const network = new Network(offer, clients);
  const turns: Turn[] = [];
  const say = async (client: number, line: string, isLabeled = false) => {
    const label = isLabeled && network.has(client, "labeled-response") && !line.startsWith("QUIT");
    const turn = await server.turn(client, label ? `@label=hp${turns.length} ${line}` : line);
    turns.push(turn);
    network.take(turn);
  };
  const asked = new WeakSet<Room>();
  // What modes a new channel has is the server's affair: its maker asks.
  const look = async () => {
    for (const room of network.rooms.values()) {
      const [maker] = room.members.keys();
      if (asked.has(room) || maker === undefined) continue;
      asked.add(room);
      await say(maker, `MODE ${room.name}`);
    }
  };
  let quits = 0;
  for (const step of steps) {
    for (const { client, line } of linesOf(step, network, names)) {
      if (line.startsWith("QUIT") && quits++ >= MOST_QUITS) continue;
      await say(client, line, step.isLabeled);
      await look();
    }
  }
  return { offer, clients, turns };
}
