// One session played on the server: its history, from channels that nobody has seen before.
import type { History, Turn } from "../testing/judge/history.ts";
import { Network, type Room } from "../testing/judge/network.ts";
import { linesOf, type Names, type Step } from "../testing/sessions.ts";
import type { Crew } from "./crew.ts";

/** Whoever quits comes again before the next session, which a server may hold up: once a session is enough. */
const MOST_QUITS = 1;

/** Throws Trouble. The crew is as before, but for rooms that have ended. */
export async function play(crew: Crew, steps: readonly Step[], names: Names): Promise<History> {
  const { offer, clients } = crew;
  const network = new Network(offer, clients);
  const turns: Turn[] = [];
  const say = async (client: number, line: string, isLabeled = false) => {
    const label = isLabeled && network.has(client, "labeled-response") && !line.startsWith("QUIT");
    const turn = await crew.turn(client, label ? `@label=hp${turns.length} ${line}` : line);
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
  await crew.reset(network);
  return { offer, clients, turns };
}
