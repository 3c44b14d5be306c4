// Which of a client's lines belong to which label (IRCv3 labeled-response, batch): N13 over the lines of one client.
import { Breach } from "../../src/testing/breach.ts";
import { type Line, readLine } from "../../src/testing/model/wire.ts";
import type { Item } from "../../src/testing/model/world.ts";

interface Open {
  readonly label: string;
  readonly batch: string;
  readonly lines: string[];
}

export class Framing {
  readonly #used = new Set<string>();

  /** Takes the lines of a step, with no response left unfinished. Throws Breach. */
  take(lines: readonly string[]): readonly Item[] {
    const items: Item[] = [];
    let open: Open | undefined;
    for (const text of lines) {
      const line = readLine(text);
      if (line === undefined) continue;
      const label = line.tags.get("label");
      if (line.verb === "BATCH") {
        open = this.#batch(line, open, items);
        continue;
      }
      if (line.tags.get("batch") !== open?.batch) fail("a line of another batch", text);
      if (label !== undefined && open) fail("a label within a batch", text);
      if (line.verb === "ACK" && label === undefined) fail("an ACK of nothing", text);
      if (label !== undefined) items.push({ label, lines: line.verb === "ACK" ? [] : [bare(text)] });
      else (open?.lines ?? items).push(bare(text));
    }
    if (open) fail("a batch without an end", open.batch);
    return items;
  }

  #batch({ parameters, tags }: Line, open: Open | undefined, items: Item[]): Open | undefined {
    const [reference = "", type] = parameters;
    const name = reference.slice(1);
    if (reference.startsWith("-")) {
      if (open?.batch !== name) fail("the end of a batch that is not open", name);
      if (open && open.lines.length < 2) fail("a batch of fewer than two lines", name);
      if (open) items.push({ label: open.label, lines: open.lines });
      return undefined;
    }
    const label = tags.get("label");
    if (open || label === undefined || type !== "labeled-response") fail("a batch that answers no label", name);
    if (!reference.startsWith("+") || name === "" || this.#used.has(name)) fail("a batch with a name in use", name);
    this.#used.add(name);
    return { label: label ?? "", batch: name, lines: [] };
  }
}

/** Without the tags that only say where it belongs. */
function bare(text: string): string {
  if (!text.startsWith("@")) return text;
  const end = text.indexOf(" ");
  const kept = text
    .slice(1, end)
    .split(";")
    .filter((tag) => !/^(label|batch)=/.test(tag));
  return kept.length === 0 ? text.slice(end + 1) : `@${kept.join(";")}${text.slice(end)}`;
}

function fail(what: string, seen: string): void {
  throw new Breach("N13", `${what}: ${JSON.stringify(seen)}`);
}
