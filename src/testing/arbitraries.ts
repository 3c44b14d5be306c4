// fast-check arbitraries of what clients write: nicks, channels, mode changes, tags and whole lines. All are made of
// small parts, and shrink to the shortest and plainest.
import fc from "fast-check";
import type { Offer } from "./judge/offer.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const FIRST = `${LETTERS}${LETTERS.toUpperCase()}[]{}\\|`;
const DIGITS = "0123456789";
/** In the middle of a parameter: no NUL, CR, LF, space. */
const WORD = `${LETTERS}${DIGITS}${LETTERS.toUpperCase()}#&@+!*?.-_~^:;=,é€😀`;

const one = (letters: string) => fc.constantFrom(...letters);
const some = (letters: string, most: number, fewest = 0) =>
  fc.array(one(letters), { minLength: fewest, maxLength: most }).map((all) => all.join(""));

/** What every server must take for a nick, up to NICKLEN (Modern IRC, "NICK message"). */
export function nicks(offer?: Offer): fc.Arbitrary<string> {
  const most = offer?.limit("NICKLEN") ?? 9;
  return fc.tuple(one(FIRST), some(FIRST + DIGITS, most - 1)).map((parts) => parts.join(""));
}

/** Names of channels of the first type that the server has, up to CHANNELLEN. */
export function channels(offer?: Offer): fc.Arbitrary<string> {
  const [type = "#"] = offer?.tokens.get("CHANTYPES") ?? "#";
  const most = Math.min(offer?.limit("CHANNELLEN") ?? 50, 50);
  return some(`${LETTERS}${DIGITS}-_.éÉ`, Math.floor((most - 1) / 2), 1).map((name) => type + name);
}

/** "+ov-k a b key": letters of CHANMODES and PREFIX, with values as far as `values` has them; some lack theirs. */
export function modeChanges(offer: Offer, values: fc.Arbitrary<string>, most = 4): fc.Arbitrary<string> {
  const types = (offer.tokens.get("CHANMODES") ?? "b,k,l,imnpst").split(",");
  const letters = [...types.join(""), ...offer.statuses.map((each) => each.letter)];
  const change = fc.record({
    sign: fc.constantFrom("+", "-"),
    letter: fc.constantFrom(...letters),
    value: fc.option(values, { freq: 8, nil: undefined }),
  });
  return fc.array(change, { minLength: 1, maxLength: most }).map((all) => {
    const taken = all.filter(({ letter, sign }) => takesValue(offer, letter, sign));
    const words = taken.flatMap(({ value }) => value ?? []);
    return [all.map(({ sign, letter }) => sign + letter).join(""), ...words].join(" ");
  });
}

function takesValue(offer: Offer, letter: string, sign: string): boolean {
  const type = offer.modeType(letter);
  return type === undefined || type === "A" || type === "B" || (type === "C" && sign === "+");
}

const ESCAPED: Readonly<Record<string, string>> = { ";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n" };

/** "key=value;+client/only": what stands between "@" and the space (IRCv3 message-tags), values escaped. */
export function tags(most = 3): fc.Arbitrary<string> {
  const name = some(`${LETTERS}${DIGITS}-`, 8, 1);
  const key = fc
    .tuple(fc.constantFrom("", "+"), fc.option(name, { nil: undefined, freq: 4 }), name)
    .map(([client, vendor, own]) => `${client}${vendor === undefined ? "" : `${vendor}.example/`}${own}`);
  const value = some(`${WORD} ;\\\r\n`, 12).map((text) =>
    text.replace(/[; \\\r\n]/g, (letter) => ESCAPED[letter] ?? ""),
  );
  const tag = fc
    .tuple(key, fc.option(value, { nil: undefined }))
    .map(([each, text]) => (text ? `${each}=${text}` : each));
  return fc.array(tag, { minLength: 1, maxLength: most }).map((all) => all.join(";"));
}

export interface LineOptions {
  readonly verbs?: readonly string[];
  readonly isTagged?: boolean;
}

const VERBS = [
  ...["PING", "NICK", "USER", "JOIN", "PART", "PRIVMSG", "NOTICE", "TOPIC", "MODE", "KICK", "INVITE", "NAMES", "LIST"],
  ...["WHO", "WHOIS", "WHOWAS", "AWAY", "ISON", "USERHOST", "CAP", "PONG", "OPER", "LUSERS", "MOTD", "FROBNICATE"],
];

/** Lines that parse, with any parameters: most make no sense. Without their CR LF. */
export function lines({ verbs = VERBS, isTagged = true }: LineOptions = {}): fc.Arbitrary<string> {
  const middle = some(WORD, 12, 1).filter((word) => !word.startsWith(":"));
  const last = fc.option(some(`${WORD}  :`, 40), { nil: undefined });
  const before = isTagged ? fc.option(tags(), { nil: undefined, freq: 2 }) : fc.constant(undefined);
  return fc
    .record({ before, verb: fc.constantFrom(...verbs), middle: fc.array(middle, { maxLength: 5 }), last })
    .map(({ before: tag, verb, middle: words, last: text }) =>
      [...(tag === undefined ? [] : [`@${tag}`]), verb, ...words, ...(text === undefined ? [] : [`:${text}`])].join(
        " ",
      ),
    );
}
