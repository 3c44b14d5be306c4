// What one client knows of the network, from the lines that it received and nothing else. It imports nothing of the
// node, so that it can disagree with it.

export interface ObservedMember {
  /** undefined: never told. */
  isOperator: boolean | undefined;
  hasVoice: boolean | undefined;
}

export interface ObservedChannel {
  readonly members: Map<string, ObservedMember>;
  /** All members were named (366). */
  isComplete: boolean;
  topic: string | undefined;
  /** Of `+l`: null for none, undefined for never told. */
  limit: string | null | undefined;
  readonly flags: Map<string, boolean>;
  readonly bans: Map<string, boolean>;
}

const LINE = /^:(?:([^\s!]+)!)?(\S+) (\S+) ?(.*)$/;
const outsider = (): ObservedMember => ({ isOperator: false, hasVoice: false });

export class Observed {
  nick: string;
  isWelcome = false;
  readonly channels = new Map<string, ObservedChannel>();

  constructor(nick: string) {
    this.nick = nick;
  }

  hear(line: string): void {
    const found = LINE.exec(line);
    if (!found) return;
    const [, nick, , verb, rest = ""] = found as unknown as [string, string | undefined, string, string, string];
    const words = parametersOf(rest);
    if (nick === undefined) this.#numeric(verb, words);
    else this.#happened(nick, verb, words);
  }

  #numeric(code: string, words: readonly string[]): void {
    if (code === "001") {
      this.isWelcome = true;
      this.nick = words[0] as string;
    }
    if (code === "332") this.#with(words[1], (channel) => this.#topic(channel, words[2]));
    if (code === "353") this.#with(words[2], (channel) => named(channel, (words[3] ?? "").split(" ")));
    if (code !== "366") return;
    this.#with(words[1], (channel) => {
      channel.isComplete = true;
      channel.topic ??= "";
    });
  }

  #happened(nick: string, verb: string, words: readonly string[]): void {
    const [target = "", second = ""] = words;
    if (verb === "JOIN") this.#join(nick, target);
    if (verb === "PART") this.#left(nick, target);
    if (verb === "KICK") this.#left(second, target);
    if (verb === "TOPIC") this.#with(target, (channel) => this.#topic(channel, second));
    if (verb === "MODE") this.#with(target, (channel) => mode(channel, second, words[2]));
    if (verb === "QUIT") for (const channel of this.channels.values()) channel.members.delete(nick);
    if (verb !== "NICK") return;
    for (const { members } of this.channels.values()) {
      const member = members.get(nick);
      if (member && members.delete(nick)) members.set(target, member);
    }
    if (nick === this.nick) this.nick = target;
  }

  #join(nick: string, name: string): void {
    if (nick !== this.nick) return this.#with(name, (channel) => void channel.members.set(nick, outsider()));
    this.channels.set(name, {
      members: new Map([[nick, { isOperator: undefined, hasVoice: undefined }]]),
      isComplete: false,
      topic: undefined,
      limit: undefined,
      flags: new Map(),
      bans: new Map(),
    });
  }

  #left(nick: string, name: string): void {
    if (nick === this.nick) this.channels.delete(name);
    else this.channels.get(name)?.members.delete(nick);
  }

  #topic(channel: ObservedChannel, text: string | undefined): void {
    channel.topic = text;
  }

  #with(name: string | undefined, change: (channel: ObservedChannel) => void): void {
    const channel = this.channels.get(name ?? "");
    if (channel) change(channel);
  }
}

/** "@" hides whether there is a "+" behind it. */
function named(channel: ObservedChannel, names: readonly string[]): void {
  for (const shown of names) {
    const isOperator = shown.startsWith("@");
    const hasVoice = isOperator ? undefined : shown.startsWith("+");
    channel.members.set(shown.replace(/^[@+]/, ""), { isOperator, hasVoice });
  }
}

/** The load changes one mode at a time. */
function mode(channel: ObservedChannel, change: string, value: string | undefined): void {
  const isSet = change[0] === "+";
  const letter = change[1] ?? "";
  const member = channel.members.get(value ?? "");
  if (letter === "o" && member) member.isOperator = isSet;
  else if (letter === "v" && member) member.hasVoice = isSet;
  else if (letter === "l") channel.limit = isSet ? (value ?? "") : null;
  else if (letter === "b") channel.bans.set(value ?? "", isSet);
  else if (value === undefined) channel.flags.set(letter, isSet);
}

function parametersOf(text: string): string[] {
  const at = text.startsWith(":") ? 0 : text.indexOf(" :");
  if (at < 0) return text.split(" ");
  const head = text.slice(0, at);
  return [...(head === "" ? [] : head.split(" ")), text.slice(text.startsWith(":") ? 1 : at + 2)];
}
