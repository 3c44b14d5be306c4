// Lines as a client reads and writes them: a parser, the cut to 512 bytes, and how the model writes a numeric.
// It imports nothing of the program, so that a mistake there cannot hide here.

export interface Line {
  readonly source: string;
  readonly verb: string;
  readonly parameters: readonly string[];
}

/** Modern IRC, "Message format": [@tags] [:source] verb parameters, the last one after " :" to the end. */
export function readLine(text: string): Line | undefined {
  let rest = text;
  if (rest.startsWith("@")) rest = afterWord(rest);
  rest = rest.replace(/^ +/, "");
  let source = "";
  if (rest.startsWith(":")) {
    source = rest.slice(1).split(" ")[0] ?? "";
    rest = afterWord(rest).replace(/^ +/, "");
  }
  const colon = / +:/.exec(rest);
  const head = colon ? rest.slice(0, colon.index) : rest;
  const [verb = "", ...parameters] = head.split(" ").filter((word) => word !== "");
  if (verb === "") return undefined;
  if (colon) parameters.push(rest.slice(colon.index + colon[0].length));
  return { source, verb: verb.toUpperCase(), parameters };
}

const afterWord = (text: string) => (text.includes(" ") ? text.slice(text.indexOf(" ")) : "");

export const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The longest run of whole characters that fits. */
export function cutTo(text: string, bytes: number): string {
  if (bytesOf(text) <= bytes) return text;
  const characters = [...text];
  while (bytesOf(characters.join("")) > bytes) characters.pop();
  return characters.join("");
}

/** CASEMAPPING=ascii. */
export const fold = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** What a client sent stays one word in the middle of a reply. */
export const word = (text: string): string => (text === "" ? "*" : text.replace(/^:/, "_").replace(/\s/g, "_"));

/** A line is 512 bytes with its CR LF. */
export const LINE_BYTES = 510;

/**
 * How many parameters of a numeric, after its target, say something: what follows them is a text for people, or a
 * figure that the model does not know. Numerics that are not here are compared whole; `undefined` ones not at all.
 */
export const SAYING: Readonly<Record<string, number | undefined>> = {
  "001": 0,
  "002": undefined,
  "003": undefined,
  "004": undefined,
  "005": undefined,
  "219": 1,
  "242": undefined,
  "249": undefined,
  "251": undefined,
  "252": undefined,
  "253": undefined,
  "254": 1,
  "255": undefined,
  "265": undefined,
  "266": undefined,
  "305": 0,
  "306": 0,
  "312": 1,
  "315": 1,
  "317": 1,
  "318": 1,
  "321": 0,
  "323": 0,
  "329": 1,
  "331": 1,
  "333": 2,
  "337": 0,
  "338": 1,
  "346": 3,
  "347": 1,
  "348": 3,
  "349": 1,
  "351": 0,
  "366": 1,
  "367": 3,
  "368": 1,
  "369": 1,
  "372": undefined,
  "375": undefined,
  "376": 0,
  "391": 1,
  "401": 1,
  "402": 1,
  "403": 1,
  "404": 1,
  "405": 1,
  "406": 1,
  "407": 1,
  "410": 1,
  "411": 0,
  "412": 0,
  "417": 0,
  "421": 1,
  "422": 0,
  "431": 0,
  "432": 1,
  "433": 1,
  "441": 2,
  "442": 1,
  "443": 2,
  "451": 0,
  "461": 1,
  "462": 0,
  "464": 0,
  "471": 1,
  "472": 1,
  "473": 1,
  "474": 1,
  "475": 1,
  "476": 1,
  "478": 2,
  "482": 1,
  "501": 0,
  "502": 0,
  "524": 1,
  "525": 1,
  "696": 3,
  "704": undefined,
  "705": undefined,
  "706": 1,
};

/** A numeric whose last parameter is words for people begins here: what stands before it. */
export function readable(line: Line): string | undefined {
  const { source, verb, parameters } = line;
  if (!/^\d{3}$/.test(verb)) return `:${source} ${verb} ${parameters.join("\u0001")}`;
  const saying = verb in SAYING ? SAYING[verb] : parameters.length - 1;
  if (saying === undefined) return undefined;
  // What an error says back of a client's words may be shortened.
  const shown = verb >= "400" ? (text: string) => cutTo(text, 60) : (text: string) => text;
  return [`:${source}`, verb, ...parameters.slice(0, saying + 1).map(shown)].join(" ");
}
