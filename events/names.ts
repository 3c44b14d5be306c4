// The names that events use for people, places and times, branded so that a raw string cannot be a key.
// It must not know how a name is shown to a client.

declare const brand: unique symbol;
type Brand<T, B extends string> = T & { readonly [brand]: B };

/** Three characters, a digit first (the TS6 SID form): "1HS". */
export type NodeId = Brand<string, "NodeId">;
/** A node in one of its epochs: "1HS.k3f9q2". */
export type Origin = Brand<string, "Origin">;
/** An origin and the user's number there: "1HS.k3f9q2.17". */
export type UserId = Brand<string, "UserId">;
/** A name under CASEMAPPING=ascii: A–Z lowered, all else as it is. */
export type Casefolded = Brand<string, "Casefolded">;
/** A channel is named by its casefolded name. */
export type ChannelId = Casefolded & Brand<string, "ChannelId">;
/** Integer microseconds since 1970; a safe integer until the year 2255. */
export type Micros = Brand<number, "Micros">;

const UPPER = /[A-Z]/;
const EACH_UPPER = /[A-Z]+/g;

/** The ASCII casefold of a nick or channel name. Names without capitals come back as they are. */
export function casefold(name: string): Casefolded {
  const folded = UPPER.test(name) ? name.replace(EACH_UPPER, (run) => run.toLowerCase()) : name;
  return folded as Casefolded;
}

export function channelId(name: string): ChannelId {
  return casefold(name) as ChannelId;
}

export function nodeOf(origin: Origin): NodeId {
  return origin.slice(0, origin.indexOf(".")) as NodeId;
}

export function originOf(user: UserId): Origin {
  return user.slice(0, user.lastIndexOf(".")) as Origin;
}

/** As `originOf(user) === origin`, without making a string. */
export function isOf(origin: Origin, user: UserId): boolean {
  return user.lastIndexOf(".") === origin.length && user.startsWith(origin);
}

const ZERO = 48;
const NUMBER_DIGITS = 15;

/** Whether a user's identity ends in a number as a node gives it: digits, and none of them in vain. */
export function isNumbered(user: UserId): boolean {
  const from = user.lastIndexOf(".") + 1;
  const digits = user.length - from;
  if (digits < 1 || digits > NUMBER_DIGITS || (digits > 1 && user.charCodeAt(from) === ZERO)) return false;
  for (let at = from; at < user.length; at++) {
    const digit = user.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}

export function numberOf(user: UserId): number {
  return Number(user.slice(user.lastIndexOf(".") + 1));
}

export function userId(origin: Origin, number: number): UserId {
  return `${origin}.${number}` as UserId;
}

const LETTERS = 26;
const TAIL = 36 ** 5;

/**
 * The 9-character TS6 form of a user's identity: node id, a letter, five of A–Z and 0–9.
 * It begins with a digit, so no nick can equal it. It wraps after 1.5 thousand million users of one node.
 */
export function uidOf(user: UserId): string {
  const number = numberOf(user);
  const head = String.fromCharCode(65 + (Math.floor(number / TAIL) % LETTERS));
  const tail = (number % TAIL).toString(36).toUpperCase().padStart(5, "0");
  return nodeOf(originOf(user)) + head + tail;
}

/** The number of a user in a name of the form that `uidOf` gives; undefined for any other text. Capitals or not. */
export function numberOfUid(text: string): number | undefined {
  const [, letter, tail] = /^[0-9][0-9A-Z]{2}([A-Z])([0-9A-Z]{5})$/.exec(text.toUpperCase()) ?? [];
  if (letter === undefined || tail === undefined) return undefined;
  return (letter.charCodeAt(0) - 65) * TAIL + Number.parseInt(tail, 36);
}
