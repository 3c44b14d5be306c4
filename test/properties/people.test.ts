// Properties of who is who and who is where: N1 to N6 and N11, judged by the reference model and strict clients.
import { Breach } from "../../src/testing/breach.ts";
import { acceptance, playOne, property } from "./property.ts";
import { Run } from "./run.ts";

property("N1 a nick is borne by at most one user", {
  weights: { nick: 30, register: 12, quit: 4, hangUp: 4, whois: 6, whowas: 4, several: 4 },
});

property("N2 a UID is never used twice, and an origin's sequence has no gap and no second value", {
  weights: { register: 10, quit: 6, hangUp: 6 },
  play: (seed, steps) => {
    // Three epochs on one log: the first ends in good order, the second as by a crash.
    const third = Math.ceil(steps.length / 3);
    const first = new Run({ seed });
    playOne(first, steps.slice(0, third));
    void first.virtual.stop();
    const second = new Run({ after: first });
    playOne(second, steps.slice(third, 2 * third));
    playOne(new Run({ after: second }), steps.slice(2 * third));
    checkNumbers(first.virtual.log.read(0, Number.MAX_SAFE_INTEGER).map((entry) => entry.header));
  },
});

property("N3 a member of a channel is a live user whose channels hold it, and the other way round", {
  weights: { join: 16, part: 8, kick: 8, names: 10, whois: 8, who: 6, list: 4, leaveAll: 3, hangUp: 2 },
});

property("N4 a channel without members does not exist", {
  weights: { part: 16, leaveAll: 6, kick: 8, quit: 3, hangUp: 3, list: 10, modes: 8, topic: 8, lists: 6 },
});

property("N5 status belongs to members only, and the prefix shown is the stored one", {
  weights: { status: 24, names: 10, who: 8, whois: 8, part: 6 },
});

property("N6 only the first to join is made an operator, and only operators give status", {
  weights: { status: 24, mixed: 8, flags: 8, part: 8, joinPlain: 12, names: 4, leaveAll: 2 },
});

property("N11 PART, QUIT, KICK and NICK reach each neighbour exactly once, and nobody else", {
  weights: { join: 16, part: 12, kick: 12, nick: 20, quit: 5, hangUp: 5, leaveAll: 3, register: 6 },
});

acceptance("people: N1-N6, N11", [
  "401",
  "403",
  "405",
  "407",
  "432",
  "433",
  "441",
  "442",
  "443",
  "451",
  "461",
  "462",
  "472",
  "475",
  "482",
  "502",
]);

interface Header {
  readonly origin?: string;
  readonly seq: number;
  readonly type: string;
  readonly actor: string;
}

function checkNumbers(headers: readonly string[]): void {
  const last = new Map<string, number>();
  const users = new Set<string>();
  for (const text of headers) {
    const header = JSON.parse(text) as Header;
    const { origin, seq, type, actor } = header;
    if (origin === undefined) continue;
    const before = last.get(origin) ?? 0;
    if (seq !== before + 1) throw new Breach("N2", `${origin}: ${seq} follows ${before}`);
    last.set(origin, seq);
    if (type !== "CONNECT") continue;
    // The UID is made of the node's id and the user's number: the epoch between them is no part of it.
    const uid = actor.replace(/\..*\./, " ");
    if (users.has(uid)) throw new Breach("N2", `user ${actor} has the number of an earlier one`);
    users.add(uid);
  }
  if (last.size !== 3) throw new Breach("N2", `three epochs used ${last.size} origins`);
}
