// A snapshot of forged events, sound in itself unless a test changes it, as the frames that bring it.
import type { Carried, Frame } from "../../src/link/frames.ts";
import { Heads } from "../../src/link/heads.ts";
import type { Identity } from "../../src/link/identity.ts";
import { headsFor } from "../../src/link/snapshot-heads.ts";
import type { Entry } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import type { Snapshot } from "../../src/record/snapshot.ts";
import { encodeSnapshot } from "../../src/record/snapshot-bytes.ts";
import { takeSnapshot } from "../../src/record/take-snapshot.ts";
import type { Forge } from "./bad-peer.ts";

type SentHeads = ReturnType<typeof headsFor>;

export interface ForgedSnapshot {
  readonly snapshot: Snapshot;
  readonly heads: SentHeads;
}

/** Of all that was forged. */
export function snapshotOf({ origin, events }: Forge, identity: Identity): ForgedSnapshot {
  const log = new MemoryLog();
  log.append(events.map((carried, at) => entryOf(carried, origin, at + 1)));
  const heads = new Heads(log, identity);
  heads.sealOwn(origin, events.length);
  const snapshot = takeSnapshot(log, undefined, Number.POSITIVE_INFINITY) as Snapshot;
  return { snapshot, heads: headsFor(snapshot.vector, heads) };
}

export function entryOf([header, salt, body]: Carried, origin: string, seq: number): Entry {
  const bytes = Buffer.from(salt ?? "", "base64");
  return { position: seq, origin, seq, header, salt: bytes, body, commitment: null };
}

export function framesOf({ snapshot, heads }: { readonly snapshot: Snapshot; readonly heads: unknown }): Frame {
  return wholeIn(Buffer.from(JSON.stringify(heads)), encodeSnapshot(snapshot));
}

/** In one part. */
export function wholeIn(head: Buffer, state: Buffer): Frame {
  const bytes = Buffer.concat([head, state]);
  return {
    ...{ kind: "SNAPSHOT", bytes: bytes.length, headBytes: head.length, offset: 0 },
    data: bytes.toString("base64"),
  };
}
