// Lines as a client reads and writes them: a parser, the cut to 512 bytes, and how the model writes a numeric.
// It imports nothing of the program, so that a mistake there cannot hide here.

export interface Line {
  /** Key → value as it is written; the last of equal keys. */
  readonly tags: ReadonlyMap<string, string>;
  readonly source: string;
  readonly verb: string;
  readonly parameters: readonly string[];
}

/** Each line is read by several judges. */
const known = new Map<string, Line | undefined>();
const MOST_KNOWN = 2000;

/** Modern IRC, "Message format": [@tags] [:source] verb parameters, the last one after " :" to the end. */
export function readLine(text: string): Line | undefined {
  if (known.has(text)) return known.get(text);
  if (known.size >= MOST_KNOWN) known.clear();
  const line = read(text);
  known.set(text, line);
  return line;
}

function read(text: string): Line | undefined {
  let rest = text;
  let tags: ReadonlyMap<string, string> = new Map();
  if (rest.startsWith("@")) {
    tags = readTags(rest.slice(1).split(" ")[0] ?? "");
    rest = afterWord(rest);
  }
  rest = rest.replace(/^ +/, "");
  let source = "";
  if (rest.startsWith(":")) {
    source = rest.slice(1).split(" ")[0] ?? "";
    rest = afterWord(rest).replace(/^ +/, "");
  }
  const colon = rest.indexOf(" :");
  const head = colon < 0 ? rest : rest.slice(0, colon);
  const [verb = "", ...parameters] = head.split(" ").filter((word) => word !== "");
  if (verb === "") return undefined;
  if (colon >= 0) parameters.push(rest.slice(colon + 2));
  return { tags, source, verb: verb.toUpperCase(), parameters };
}

/** IRCv3 message-tags: what is no key is passed over. */
export function readTags(raw: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const each of raw.split(";")) {
    const [key = "", ...value] = each.split("=");
    if (/^\+?([a-z\d-]+(\.[a-z\d-]+)*\/)?[a-z\d-]+$/i.test(key)) tags.set(key, value.join("="));
  }
  return tags;
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
  "006": undefined,
  "007": 0,
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
  "335": 1,
  "337": 0,
  "338": 1,
  "346": 3,
  "347": 1,
  "348": 3,
  "349": 1,
  "351": 0,
  "364": 1,
  "365": 1,
  "366": 1,
  "367": 3,
  "368": 1,
  "369": 1,
  "371": undefined,
  "372": undefined,
  "374": 0,
  "375": undefined,
  "376": 0,
  "378": 1,
  "379": 1,
  "391": 1,
  "396": 1,
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
  "423": 1,
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
  "481": 0,
  "482": 1,
  "483": 0,
  "489": 1,
  "491": 0,
  "501": 0,
  "502": 0,
  "524": 1,
  "525": 1,
  "671": 1,
  "696": 3,
  "704": undefined,
  "705": undefined,
  "706": 1,
  "710": 2,
  "711": 1,
  "712": 1,
  "713": 1,
  "714": 1,
  "728": 4,
  "729": 2,
  "733": 0,
  "734": 2,
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
