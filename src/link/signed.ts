// The texts that a node's key signs. Each begins with what it is for, so that no signature can be used for another.

/** An origin's word for the first `count` of its headers: `root` is the Merkle root in hex. */
export function sealText({ origin, count, root }: { origin: string; count: number; root: string }): Buffer {
  return Buffer.from(`hansard seal 1\n${origin}\n${count}\n${root}`, "utf8");
}

/** An origin's word that it has made `seq` events and will make none at or before `at`. */
export function promiseText({ origin, seq, at }: { origin: string; seq: number; at: number }): Buffer {
  return Buffer.from(`hansard promise 1\n${origin}\n${seq}\n${at}`, "utf8");
}
