// Whether nodes have become one: the same events, one digest, one total order. It reads logs while nodes write them.
import { hansard, hashOf, type NodeProcess } from "../../load/node-process.ts";
import { entries } from "../../src/record/replay.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";

/** How far each node has come with each origin, in words that compare. */
export function vectorsOf(nodes: readonly NodeProcess[]): readonly string[] {
  return nodes.map(({ data }) => {
    const reader = new SqliteReader(data);
    try {
      const sequences = [...reader.lastSequences()].map(([origin, seq]) => `${origin}:${seq}`);
      return sequences.sort().join(" ");
    } finally {
      reader.close();
    }
  });
}

export const isOne = (values: readonly string[]) => new Set(values).size === 1;

/** C1: what the command line says on each node. Gives what does not agree. */
export async function disagreements(nodes: readonly NodeProcess[]): Promise<readonly string[]> {
  const digests: string[] = [];
  const records: string[] = [];
  for (const { data } of nodes) {
    digests.push((await hansard("at", "now", "--digest", "--data", data)).trim());
    records.push(await hashOf("log", "--order", "total", "--data", data));
  }
  const faults: string[] = [];
  if (!isOne(digests)) faults.push(`C1: digests differ: ${digests.join(", ")}`);
  if (!isOne(records)) faults.push(`C1: the records in total order differ: ${records.join(", ")}`);
  return faults;
}

/** How many of the texts are not on the record of the node, and how many are there twice. */
export function unrecorded({ data }: NodeProcess, texts: ReadonlySet<string>): { missing: number; twice: number } {
  const reader = new SqliteReader(data);
  const seen = new Set<string>();
  let twice = 0;
  try {
    for (const { body } of entries(reader)) {
      const text = body === null ? undefined : (JSON.parse(body.toString()) as { text?: string }).text;
      if (text === undefined || !texts.has(text)) continue;
      if (seen.has(text)) twice++;
      seen.add(text);
    }
  } finally {
    reader.close();
  }
  return { missing: texts.size - seen.size, twice };
}
