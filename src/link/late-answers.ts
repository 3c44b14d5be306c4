// Answers BODY: private messages that the asking node is named in, where their bodies are still here.
import { carriedOf } from "./carried.ts";
import type { Carried, Frames } from "./frames.ts";
import type { Shared } from "./shared.ts";

/** Of one BODY. */
const ANSWERS = 256;

export function answersTo(
  asker: string,
  wanted: Frames["BODY"]["wanted"],
  { node, bodies }: Pick<Shared, "node" | "bodies">,
): Carried[] {
  return wanted.slice(0, ANSWERS).flatMap(([origin, seq]) => {
    const entry = seq > 0 ? node.log.readOrigin(origin, seq - 1, 1)[0] : undefined;
    const kept = bodies.get(origin, seq);
    if (entry === undefined || (entry.body === null && kept === undefined)) return [];
    const { to } = JSON.parse(entry.header) as { readonly to?: readonly string[] };
    return to?.includes(asker) ? [carriedOf(entry, kept)] : [];
  });
}
