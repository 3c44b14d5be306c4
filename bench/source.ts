// Events of one origin for benches, each at its time: people who come into channels, leave, change modes, topics and
// nicks, and talk. The same on each run.
import { catalogue } from "../events/catalogue.ts";
import { encodeBody, encodeHeader } from "../events/codec.ts";
import type { AnyDraft, AnyEvent } from "../events/envelope.ts";
import { type ChannelId, type Micros, type NodeId, type Origin, type UserId, userId } from "../events/names.ts";
import type { Entry } from "../src/record/log.ts";

export const USERS = 200;
export const SECOND = 1_000_000;
/** Microseconds since 1970. */
export const START = 1_767_225_600 * SECOND;
const CHANNELS = 100;
const TEXT = "the quinces are ripe, and somebody ought to bring a ladder and two baskets";

/** xorshift32, so that two runs measure the same. */
let seed = 20_261_124;
export function random(below: number): number {
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  return (seed >>> 0) % below;
}

export class Source {
  readonly origin: Origin;
  readonly events: AnyEvent[] = [];
  #count = 0;
  #at: number;

  /** `key`: the node's public key, for an origin that goes over links. */
  constructor(number: number, { tag = "bench0", key }: { readonly tag?: string; readonly key?: string } = {}) {
    this.origin = `${number}AA.${tag}` as Origin;
    this.#at = START + number;
    const node = this.origin.slice(0, 3) as NodeId;
    const opening = { node, name: `n${number}`, software: "bench", firstUser: 0 };
    this.#add({ type: "OPEN", body: key === undefined ? opening : { ...opening, key } });
    for (let user = 0; user < USERS; user++) {
      const nick = `u${number}x${user}`;
      this.#add({ type: "CONNECT", actor: this.#user(user), body: { nick, username: "u", host: "h", realname: "r" } });
    }
  }

  /** At least so much later than the last one; `talk`: of a hundred events so many are messages. */
  next(at: number, talk = 0): void {
    this.#at = Math.max(this.#at + 1, at);
    const actor = this.#user();
    const channel = `#c${random(CHANNELS)}` as ChannelId;
    if (random(100) < talk) {
      const body = { target: channel, text: TEXT };
      return this.#add({ type: "PRIVMSG", actor, body } as AnyDraft);
    }
    const what = random(100);
    if (what < 40) this.#add({ type: "JOIN", actor, body: { channel, name: channel } });
    else if (what < 75) this.#add({ type: "PART", actor, body: { channel } });
    else if (what < 85) this.#add({ type: "TOPIC", actor, body: { channel, text: `t${random(9)}`, by: "b" } });
    else if (what < 95) this.#add({ type: "MODE", actor, body: { channel, changes: [["+", "flag", "m"]], by: "b" } });
    else this.#add({ type: "NICK", actor, body: { nick: `n${random(1000)}` } });
  }

  /** Gives what was made so far, and forgets it. */
  take(): readonly AnyEvent[] {
    return this.events.splice(0);
  }

  #user(number = random(USERS)): UserId {
    return userId(this.origin, number);
  }

  #add(draft: AnyDraft): void {
    const { version } = catalogue[draft.type];
    const place = { origin: this.origin, seq: ++this.#count, at: this.#at++ as Micros, version };
    this.events.push({ ...place, ...draft } as AnyEvent);
  }
}

/** As the log keeps it. */
export function entryOf(event: AnyEvent, position: number, salt: Uint8Array = new Uint8Array(16)): Entry {
  const { origin, seq, type, body } = event;
  const texts = { header: encodeHeader(event), body: encodeBody(type, body as never) };
  return { position, origin, seq, ...texts, salt, commitment: null };
}
