// What every line must be, whatever it says: N12 for its size and letters, and of ids that one names one message.
import { Breach } from "../../src/testing/breach.ts";
import { readLine } from "../../src/testing/model/wire.ts";

const LINE_BYTES = 510;
/** "@", the tags and the space after them (IRCv3 message-tags, "Size limit"). */
const TAG_BYTES = 8191;

/** Throws Breach. */
export function checkSound(line: string): void {
  const tags = line.startsWith("@") ? line.indexOf(" ") + 1 : 0;
  const tagBytes = Buffer.byteLength(line.slice(0, tags));
  const bytes = Buffer.byteLength(line) - tagBytes;
  // Half of a surrogate pair does not come back from UTF-8.
  const isText = Buffer.from(line).toString() === line;
  const isSound = bytes > 0 && bytes <= LINE_BYTES && tagBytes <= TAG_BYTES && isText && !/[\0\r\n]/.test(line);
  if (!isSound) throw new Breach("N12", `${tagBytes} bytes of tags, ${bytes} of text: ${JSON.stringify(line)}`);
}

/** Of all lines of a step: whoever hears of a message reads the same. Throws Breach. */
export function checkIds(lines: readonly string[]): void {
  const known = new Map<string, string>();
  for (const text of lines) {
    if (!text.includes("msgid=")) continue;
    const line = readLine(text);
    const id = line?.tags.get("msgid");
    if (line === undefined || id === undefined) continue;
    // A numeric names whoever reads it.
    const parameters = /^\d/.test(line.verb) ? line.parameters.slice(1) : line.parameters;
    const said = `${line.source} ${line.verb} ${parameters.join(" ")}`;
    const before = known.get(id) ?? said;
    if (before !== said) throw new Breach("N14", `${id} is ${before} and ${said}`);
    known.set(id, said);
  }
}
