// What a client has negotiated, read from the CAP lines that it was written, and N14 over each line: no tag, command or
// form that belongs to a capability which it does not have; no line without the tag that belongs on every one.
import { Breach } from "../../src/testing/breach.ts";
import { fold, type Line, readLine } from "../../src/testing/model/wire.ts";

const TAGS: Readonly<Record<string, readonly string[]>> = {
  batch: ["batch"],
  bot: ["message-tags"],
  label: ["labeled-response", "batch"],
  msgid: ["message-tags"],
  time: ["server-time"],
};
const VERBS: Readonly<Record<string, string>> = {
  ACK: "labeled-response",
  AWAY: "away-notify",
  BATCH: "batch",
  CHGHOST: "chghost",
  FAIL: "standard-replies",
  NOTE: "standard-replies",
  SETNAME: "setname",
  TAGMSG: "message-tags",
  WARN: "standard-replies",
};
const SPEECH = new Set(["PRIVMSG", "NOTICE", "TAGMSG"]);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export class Negotiated {
  /** Replaced, never changed. */
  set: ReadonlySet<string> = new Set();
  #nick = "";
  #time = "";
  readonly #ids = new Set<string>();
  readonly #meet: (capability: string) => void;

  /** `meet`: told of each line, for which capability it came or came so. */
  constructor(meet: (capability: string) => void) {
    this.#meet = meet;
  }

  /** The client asks for version 302 of CAP LS: from now on it has cap-notify. */
  asksFor302(): void {
    this.set = new Set([...this.set, "cap-notify"]);
  }

  /** Takes one line; gives the set that it was written under. Throws Breach. */
  take(text: string): ReadonlySet<string> {
    const { set } = this;
    const line = readLine(text);
    if (line === undefined) return set;
    for (const capability of neededFor(line, this.#nick)) {
      if (!set.has(capability)) throw new Breach("N14", `${capability} was not negotiated: ${JSON.stringify(text)}`);
      this.#meet(capability);
    }
    this.#tags(line, text);
    if (line.verb === "001") this.#nick = line.parameters[0] ?? "";
    const isOwn = fold(line.source.split("!")[0] ?? "") === fold(this.#nick);
    if (line.verb === "NICK" && isOwn) this.#nick = line.parameters[0] ?? "";
    if (line.verb === "CAP") this.#cap(line);
    return set;
  }

  /** Time is on every line and does not run back; an id is on one line of a client. */
  #tags({ tags, verb }: Line, text: string): void {
    const time = tags.get("time");
    const isTimed = time !== undefined && TIME.test(time) && time >= this.#time;
    if (this.set.has("server-time") && !isTimed && verb !== "CAP") {
      throw new Breach("N14", `no time, or one from before ${this.#time}: ${JSON.stringify(text)}`);
    }
    this.#time = time ?? this.#time;
    const id = tags.get("msgid");
    // What one writes to oneself comes twice with echo-message: as an echo and as a message.
    const isTwice = id !== undefined && this.#ids.has(id) && !SPEECH.has(verb);
    if (id === "" || isTwice) throw new Breach("N14", `an id that is none: ${JSON.stringify(text)}`);
    if (id !== undefined) this.#ids.add(id);
  }

  #cap({ parameters }: Line): void {
    const [, verb, ...rest] = parameters;
    if (verb !== "ACK") return;
    const set = new Set(this.set);
    for (const word of (rest.at(-1) ?? "").split(" ")) {
      if (word.startsWith("-")) set.delete(word.slice(1));
      else if (word !== "") set.add(word);
    }
    this.set = set;
  }
}

function* neededFor(line: Line, self: string): Iterable<string> {
  const { tags, verb, parameters, source } = line;
  for (const tag of tags.keys()) {
    const needed = tag.startsWith("+") ? ["message-tags"] : TAGS[tag];
    if (needed === undefined) throw new Breach("N14", `a tag that nobody negotiates: ${JSON.stringify(tag)}`);
    yield* needed;
  }
  const needed = VERBS[verb];
  if (needed !== undefined) yield needed;
  if (verb === "CAP" && /^(NEW|DEL)$/.test(parameters[1] ?? "")) yield "cap-notify";
  const isSelf = (text = "") => fold(text) === fold(self);
  if (SPEECH.has(verb) && isSelf(source.split("!")[0]) && !isSelf(parameters[0])) yield "echo-message";
  if (verb === "INVITE" && !isSelf(parameters[0])) yield "invite-notify";
  const names = verb === "353" ? (parameters.at(-1) ?? "").split(" ") : [];
  if (names.some((name) => name.includes("!"))) yield "userhost-in-names";
  const flags = verb === "352" ? (parameters[6] ?? "") : "";
  if ([...names, flags].some((text) => /^[HG]?[@+]{2}/.test(text))) yield "multi-prefix";
}
