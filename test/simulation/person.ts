// Somebody at a keyboard: connects, registers, says what the plan wants, and keeps the picture of what is told. All that is
// told is read at once and in order.
import { fold, type Line, nickOf, readLine } from "./lines.ts";
import { Picture } from "./picture.ts";
import { Violation } from "./violation.ts";

/** Where a person's client is connected, as far as the person knows. */
export interface Seat {
  feed(text: string): void;
  /** Which machine it is. */
  readonly machine: number;
}

export type Heard = (person: Person, line: Line) => void;

const MOST_TRIES = 8;

export class Person {
  readonly number: number;
  /** Taken in turn while nicks are refused. */
  readonly #nicks: (attempt: number) => string;
  readonly #heard: Heard;
  seat: Seat | undefined;
  /** What this session was told; a new one for each connection. */
  picture = new Picture("");
  isRegistered = false;
  isOperator = false;
  #lives = 0;
  #tries = 0;
  /** The batches that are open. */
  #batches = new Set<string>();
  /** Lines of the session, for the story. */
  transcript: string[] = [];

  constructor(number: number, nicks: (attempt: number) => string, heard: Heard) {
    this.number = number;
    this.#nicks = nicks;
    this.#heard = heard;
  }

  /** Unique to the person and the session. */
  get ident(): string {
    return `p${this.number}x${this.#lives}`;
  }

  get isHere(): boolean {
    return this.seat !== undefined && this.isRegistered;
  }

  arrive(seat: Seat): void {
    this.#lives++;
    this.#tries = 0;
    this.seat = seat;
    this.isRegistered = false;
    this.isOperator = false;
    this.picture = new Picture(this.ident);
    this.transcript = [];
    this.#batches = new Set();
    // Every other one is told of splits in batches.
    this.say(`CAP REQ :multi-prefix userhost-in-names${this.number % 2 === 0 ? " batch" : ""}`);
    this.say(`NICK ${this.#nicks(0)}`);
    this.say(`USER ${this.ident} 0 * :${this.ident}`);
    this.say("CAP END");
  }

  leave(): void {
    this.seat = undefined;
    this.isRegistered = false;
  }

  say(line: string): void {
    this.transcript.push(`> ${line}`);
    this.seat?.feed(`${line}\r\n`);
  }

  /** Throws Violation. */
  hear(text: string, now: number): void {
    this.transcript.push(text);
    const line = readLine(text);
    this.#checkBatch(line);
    this.picture.take(line, now);
    this.#heard(this, line);
    this.#answer(line);
  }

  /** IRCv3 batch: opened before its first line, and closed after its last one. Throws Violation. */
  #checkBatch({ verb, parameters, batch }: Line): void {
    const [reference = "", kind = ""] = parameters;
    if (batch !== undefined && !this.#batches.has(batch)) {
      throw new Violation("C4", `${this.ident} was told a line of batch ${batch}, which is not open`);
    }
    if (verb !== "BATCH") return;
    const name = reference.slice(1);
    const isRight = reference.startsWith("+") ? !this.#batches.has(name) && kind !== "" : this.#batches.delete(name);
    if (!isRight) throw new Violation("C4", `${this.ident} was told BATCH ${reference} out of order`);
    if (reference.startsWith("+")) this.#batches.add(name);
  }

  #answer(line: Line): void {
    if (line.verb === "PING") return this.say(`PONG :${line.parameters[0] ?? ""}`);
    if (line.verb === "001") this.isRegistered = true;
    if (line.verb === "381") this.isOperator = true;
    if (line.verb === "433" && !this.isRegistered && ++this.#tries < MOST_TRIES) {
      return this.say(`NICK ${this.#nicks(this.#tries)}`);
    }
    // What a JOIN does not tell.
    if (line.verb === "JOIN" && fold(nickOf(line.source)) === fold(this.picture.nick)) {
      const [name = ""] = line.parameters;
      this.say(`MODE ${name}`);
      this.say(`MODE ${name} +b`);
    }
  }
}
