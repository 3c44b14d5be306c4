// The page of the protocol says what the code does: its frames, its codes, its numbers, and its example to the last digit.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commitmentOf } from "../../events/commitment.ts";
import { leafOf, MerkleTree } from "../../events/merkle.ts";
import { carriedOf, readCarried, readHeader } from "../../src/link/carried.ts";
import { LINK_CODES } from "../../src/link/fault.ts";
import { type Carried, encodeFrame, FRAME_BYTES, type Frame, STRANGER_BYTES } from "../../src/link/frames.ts";
import { CLOCK_MICROS, EXPORTER_BYTES, EXPORTER_LABEL } from "../../src/link/handshake.ts";
import { identityFrom, isSigned } from "../../src/link/identity.ts";
import { LINK_LIMITS } from "../../src/link/limits.ts";
import { promiseText, sealText } from "../../src/link/signed.ts";

const page = readFileSync(new URL("../../docs/reference/link-protocol.md", import.meta.url), "utf8");
/** As one line, so that a sentence is found wherever it is broken. */
const text = page.replace(/\s+/g, " ");

interface Example {
  readonly seed: string;
  readonly key: string;
  readonly events: readonly { readonly carried: Carried; readonly commitment: string; readonly leaf: string }[];
  readonly seal: { origin: string; count: number; root: string; signature: string };
  readonly promise: { origin: string; seq: number; at: number; signature: string };
}
const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] as string) as Example;

describe("docs/reference/link-protocol.md", () => {
  it("has a row for each code with which a link ends, and no other", () => {
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(rows).toEqual([...LINK_CODES]);
  });

  it("has each frame with its number", () => {
    const rows = [...page.matchAll(/^\| (\d+) \| `([A-Z]+)` \|/gm)].map(([, kind, name]) => [Number(kind), name]);
    expect(rows).toHaveLength(15);
    for (const [kind, name] of rows) expect(encodeFrame({ kind: name } as Frame).readUInt8(4)).toBe(kind);
  });

  it("has the numbers that hold", () => {
    const seconds = (ms: number) => `${ms / 1000} s`;
    for (const said of [
      `at most ${FRAME_BYTES.toLocaleString("en")} bytes`,
      `at most ${STRANGER_BYTES.toLocaleString("en")} until`,
      `takes ${EXPORTER_BYTES} bytes of exported keying material`,
      `label \`${EXPORTER_LABEL}\``,
      `within ${CLOCK_MICROS / 1_000_000} s of its own clock`,
      `within ${seconds(LINK_LIMITS.handshakeMs)} of the connection`,
      `at most ${LINK_LIMITS.chunkEvents.toLocaleString("en")} events and about ${LINK_LIMITS.chunkBytes / 1024} KiB`,
      `more than ${LINK_LIMITS.aheadMicros / 1_000_000} s ahead`,
      `within ${LINK_LIMITS.ackMs} ms of a commit`,
      `may send ${LINK_LIMITS.windowBytes / 1024 / 1024} MiB of`,
      `${LINK_LIMITS.unsealedBytes / 1024 / 1024} MiB came that no head covers`,
      `no longer than ${seconds(LINK_LIMITS.bodyKeepMs)}`,
      `at most ${seconds(LINK_LIMITS.bodyWaitMs)}. An answer`,
      `every ${seconds(LINK_LIMITS.pingMs)}`,
      `heard nothing for ${seconds(LINK_LIMITS.silentMs)}`,
    ]) {
      expect(text).toContain(said);
    }
    expect(LINK_LIMITS.promiseMs).toBe(1000);
  });

  it("has an example that is right", () => {
    const identity = identityFrom(Buffer.from(example.seed, "hex"));
    expect(identity.key).toBe(example.key);
    const tree = new MerkleTree();
    for (const { carried, commitment, leaf } of example.events) {
      const [header, salt, body] = carried;
      const digest = commitmentOf(Buffer.from(salt as string, "base64"), body as string);
      expect(digest.toString("base64")).toBe(commitment);
      expect(leafOf(header, digest).toString("hex")).toBe(leaf);
      const read = readCarried(carried, readHeader(carried));
      expect(read.leaf.toString("hex")).toBe(leaf);
      const { origin, seq } = read.event;
      expect(carriedOf({ ...read, position: 1, origin, seq, commitment: null })).toEqual(carried);
      tree.append(read.leaf);
    }
    expect(tree.head()).toMatchObject({ count: example.seal.count, root: example.seal.root });
    expect(isSigned(example.key, sealText(example.seal), example.seal.signature)).toBe(true);
    expect(isSigned(example.key, promiseText(example.promise), example.promise.signature)).toBe(true);
  });
});
