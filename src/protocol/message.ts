// A line of the client protocol as a message: tags, source, verb, parameters (Modern IRC, "Message format").

export interface Message {
  /** In capitals. */
  readonly verb: string;
  readonly parameters: readonly string[];
  /** The raw tags, without the "@"; undefined if there are none. */
  readonly tags?: string;
}

/** RFC 2812 §2.3.1 allows 15; more are read and left to the command to refuse or ignore. */
const SPACE = 0x20;
const COLON = 0x3a;

/** Reads one line without its end. Gives undefined for an empty one. A source sent by a client is skipped. */
export function parse(line: string): Message | undefined {
  let at = 0;
  let tags: string | undefined;
  if (line.charCodeAt(0) === 0x40) {
    const end = line.indexOf(" ");
    if (end < 0) return undefined;
    tags = line.slice(1, end);
    at = end;
  }
  at = skipSpaces(line, at);
  if (line.charCodeAt(at) === COLON) {
    const end = line.indexOf(" ", at);
    if (end < 0) return undefined;
    at = skipSpaces(line, end);
  }
  if (at >= line.length) return undefined;
  const verbEnd = endOfWord(line, at);
  const verb = line.slice(at, verbEnd).toUpperCase();
  const parameters: string[] = [];
  at = skipSpaces(line, verbEnd);
  while (at < line.length) {
    if (line.charCodeAt(at) === COLON) {
      parameters.push(line.slice(at + 1));
      break;
    }
    const end = endOfWord(line, at);
    parameters.push(line.slice(at, end));
    at = skipSpaces(line, end);
  }
  return tags === undefined ? { verb, parameters } : { verb, parameters, tags };
}

function endOfWord(line: string, from: number): number {
  const end = line.indexOf(" ", from);
  return end < 0 ? line.length : end;
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === SPACE) at++;
  return at;
}
