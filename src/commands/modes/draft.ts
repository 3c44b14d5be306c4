// Gathers the changes of one MODE. Each is held against the channel as the earlier ones would leave it, so that what is
// set stays silent and the event says exactly what changes.

import type { ModeChange } from "../../../events/catalogue.ts";
import { casefold } from "../../../events/names.ts";
import type { ChannelRow, State } from "../../../projections/state.ts";
import { nickOf, userByNick } from "../../../projections/users.ts";
import { normalMask } from "../../protocol/masks.ts";
import type { ChannelMode } from "../../protocol/modes.ts";
import {
  ERR_BANLISTFULL,
  ERR_INVALIDKEY,
  ERR_INVALIDMODEPARAM,
  ERR_NOSUCHNICK,
  ERR_USERNOTINCHANNEL,
} from "../../protocol/numerics.ts";
import { byteLength, cut } from "../../protocol/text.ts";
import { type Reply, reply } from "../runner/reply.ts";
import type { Limits } from "../runner/view.ts";

type Sign = "+" | "-";

const KEY = /^[^\s,:\x00-\x20\x7f][^\s,\x00-\x20\x7f]*$/;
const LIMIT = /^[1-9]\d{0,8}$/;
const NONE: readonly Reply[] = [];
/** Of a refused value, as it is echoed. */
const SHOWN_BYTES = 100;

export class Draft {
  readonly changes: ModeChange[] = [];
  readonly #state: State;
  readonly #channel: ChannelRow;
  readonly #limits: Limits;
  /** "kind letter value" → what it would be now. */
  readonly #overlay = new Map<string, string | undefined>();
  #entries: number;
  #values = 0;

  constructor(state: State, channel: ChannelRow, limits: Limits) {
    this.#state = state;
    this.#channel = channel;
    this.#limits = limits;
    this.#entries = Object.values(channel.lists).reduce((sum, list) => sum + list.length, 0);
  }

  /** Takes one asked-for change; gives the errors that it meets. Changes with a value beyond MODES are passed over. */
  ask(sign: Sign, mode: ChannelMode, value: string | undefined): readonly Reply[] {
    if (mode.kind === "flag") return this.#flag(sign, mode.letter);
    if (++this.#values > this.#limits.modesPerCommand) return NONE;
    if (mode.kind === "key") return this.#key(sign, mode.letter, value);
    if (mode.kind === "limit") return this.#limit(sign, mode.letter, value);
    if (value === undefined || value === "") return [this.#invalid(mode.letter, "*", "A value is needed")];
    return mode.kind === "list" ? this.#list(sign, mode.letter, value) : this.#status(sign, mode.letter, value);
  }

  #flag(sign: Sign, letter: string): readonly Reply[] {
    const isSet = this.#now(`flag ${letter}`, this.#channel.flags.includes(letter) ? "" : undefined) !== undefined;
    if (isSet === (sign === "+")) return NONE;
    return this.#add([sign, "flag", letter], `flag ${letter}`, sign === "+" ? "" : undefined);
  }

  #key(sign: Sign, letter: string, value: string | undefined): readonly Reply[] {
    const place = `setting ${letter}`;
    const now = this.#now(place, this.#channel.settings[letter]);
    if (sign === "-") return now === undefined ? NONE : this.#add(["-", "setting", letter, "*"], place, undefined);
    if (value === undefined || value === "") return [this.#invalid(letter, "*", "A key is needed")];
    if (!KEY.test(value) || byteLength(value) > this.#limits.keyBytes)
      return [reply(ERR_INVALIDKEY, this.#channel.name)];
    return now === value ? NONE : this.#add(["+", "setting", letter, value], place, value);
  }

  #limit(sign: Sign, letter: string, value: string | undefined): readonly Reply[] {
    const place = `setting ${letter}`;
    const now = this.#now(place, this.#channel.settings[letter]);
    if (sign === "-") return now === undefined ? NONE : this.#add(["-", "setting", letter, ""], place, undefined);
    if (value === undefined || !LIMIT.test(value)) {
      return [this.#invalid(letter, shown(value), "A number from 1 to 999999999 is needed")];
    }
    return now === value ? NONE : this.#add(["+", "setting", letter, value], place, value);
  }

  #list(sign: Sign, letter: string, value: string): readonly Reply[] {
    if (
      /[\s\x00-\x1f,:]/.test(value[0] ?? "") ||
      /[\s\x00-\x1f]/.test(value) ||
      byteLength(value) > this.#limits.maskBytes
    ) {
      return [this.#invalid(letter, shown(value), "Not a mask, or too long a one")];
    }
    const mask = normalMask(value);
    const folded = casefold(mask);
    const place = `list ${letter} ${folded}`;
    const entry = this.#channel.lists[letter]?.find((each) => casefold(each.mask) === folded);
    const now = this.#now(place, entry?.mask);
    if ((now !== undefined) === (sign === "+")) return NONE;
    if (sign === "+" && this.#entries >= this.#limits.listEntries) {
      return [reply(ERR_BANLISTFULL, this.#channel.name, letter)];
    }
    this.#entries += sign === "+" ? 1 : -1;
    return this.#add([sign, "list", letter, now ?? mask], place, sign === "+" ? mask : undefined);
  }

  #status(sign: Sign, letter: string, nick: string): readonly Reply[] {
    const user = userByNick(this.#state, nick);
    if (!user) return [reply(ERR_NOSUCHNICK, shown(nick))];
    const member = this.#state.members.get(this.#channel.id, user.id);
    if (!member) return [reply(ERR_USERNOTINCHANNEL, nickOf(this.#state, user), this.#channel.name)];
    const place = `status ${letter} ${user.id}`;
    const isSet = this.#now(place, member.status.includes(letter) ? "" : undefined) !== undefined;
    if (isSet === (sign === "+")) return NONE;
    return this.#add([sign, "status", letter, user.id], place, sign === "+" ? "" : undefined);
  }

  #now(place: string, stored: string | undefined): string | undefined {
    return this.#overlay.has(place) ? this.#overlay.get(place) : stored;
  }

  #add(change: ModeChange, place: string, after: string | undefined): readonly Reply[] {
    this.#overlay.set(place, after);
    this.changes.push(change);
    return NONE;
  }

  #invalid(letter: string, value: string, why: string): Reply {
    return reply(ERR_INVALIDMODEPARAM, this.#channel.name, letter, value, why);
  }
}

const shown = (value: string | undefined) => cut(value ?? "", SHOWN_BYTES);
