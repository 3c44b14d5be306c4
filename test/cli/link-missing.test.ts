// hansard link list on a node that went on from a peer's snapshot and lacks what came before it.
import { describe, expect, it } from "vitest";
import type { Micros } from "../../events/names.ts";
import { encodeNote } from "../../events/notes.ts";
import { identityIn, isSigned } from "../../src/link/identity.ts";
import { checkedHeads } from "../../src/link/snapshot-heads.ts";
import { noteEntry } from "../../src/record/entry-maker.ts";
import { SqliteLog } from "../../src/record/sqlite-log.ts";
import { Forge } from "../link/bad-peer.ts";
import { entryOf, snapshotOf } from "../link/forged-snapshot.ts";
import { identityOfNode } from "../link/rig.ts";
import { rows, run } from "./program.ts";
import { configure, type Site, site } from "./sites.ts";

const far = identityOfNode("2BB");
const HOUR_MICROS = 3_600_000_000;

/** A record that begins, goes on from a snapshot of three events, and says that the two are linked. */
function record({ data }: Site): void {
  const own = new Forge("1AA.e1", identityIn(data));
  const theirs = new Forge("2BB.e1", far, own.at - HOUR_MICROS).open().say("1").say("2");
  const { snapshot, heads } = snapshotOf(theirs, far);
  const { vector, greatest, network } = snapshot;
  const log = new SqliteLog(data, { durability: "os", walBytes: 1_000_000 });
  const events = own.open().add("LINK", { peer: theirs.origin, session: "s" }).events;
  const [opening, link] = events.map((each, at) => entryOf(each, own.origin, at + 1));
  const body = { peer: "irc.b", events: 3, greatest };
  const note = noteEntry(5, encodeNote({ note: "SNAPSHOT", at: own.at as Micros, body }));
  const checked = checkedHeads(heads, { vector, greatest, keyOf: () => far.key, isSigned });
  const hole = { first: 2, last: 4, held: { "2BB.e1": 0 }, base: { vector, greatest, network }, heads: checked };
  log.append([opening as NonNullable<typeof opening>]);
  log.append([note, { ...(link as NonNullable<typeof link>), position: 6 }], [], hole);
  log.close();
}

describe("hansard link list", () => {
  it("says how many events are missing, and knows the peer whose opening is among them", async () => {
    const a = await site();
    configure(a, { id: "1AA", peers: `{ name: irc.b, address: "b:7000", key: "${far.key}" }` });
    const whole = rows((await run("link", "list", "--config", a.file, "--json")).out);
    expect(whole).toMatchObject([{ name: "irc.b", node: null, missing: 0 }]);
    record(a);
    const listed = await run("link", "list", "--config", a.file);
    expect(listed.out).toMatch(/^irc\.b {2}was linked with 2BB from /);
    expect(listed.err).toContain("3 events of before a snapshot are missing, and are fetched from linked peers\n");
    const asJson = rows((await run("link", "list", "--config", a.file, "--json")).out);
    expect(asJson).toMatchObject([{ name: "irc.b", node: "2BB", isLinked: false, missing: 3 }]);
  });
});
