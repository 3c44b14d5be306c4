// N12: what every line must be, whatever it says.
import { bytesOf } from "../model/wire.ts";
import { atEachMoment } from "./moments.ts";

const LINE_BYTES = 510;
/** "@", the tags and the space after them (IRCv3 message-tags, "Size limit"). */
const TAG_BYTES = 8191;

export const linesAreSound = atEachMoment(({ turn, offer }, report) => {
  for (const lines of turn.heard) {
    for (const text of lines) {
      const line = text.endsWith("\n") ? text.slice(0, -1) : text;
      if (line !== text) report("N12/end", JSON.stringify(text.slice(-60)));
      const tags = line.startsWith("@") ? line.indexOf(" ") + 1 : 0;
      const [tagBytes, bytes] = [fewestBytes(line.slice(0, tags)), fewestBytes(line.slice(tags))];
      if (bytes > LINE_BYTES) report("N12/length", `${bytes + 2} bytes: ${line.slice(0, 60)}…`);
      if (tagBytes > TAG_BYTES) report("N12/tags", `${tagBytes} bytes of tags`);
      if (/[\0\r]/.test(line)) report("N12/letters", JSON.stringify(line.slice(0, 80)));
      if (offer.tokens.has("UTF8ONLY") && line.includes("\ufffd")) report("N12/utf8", JSON.stringify(line.slice(-60)));
    }
  }
});

/** What was no UTF-8 stands as U+FFFD, and was at least one byte. */
const fewestBytes = (text: string) => bytesOf(text.replace(/\ufffd/g, "?"));
