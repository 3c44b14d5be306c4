// What is to be written to one client: held until the turn is settled, then drained by net in one write.
import type { Capabilities } from "../protocol/capabilities.ts";

/** Where the text goes once it may leave; `closing`: the connection is to end after it. */
export interface Drain {
  write(text: string, closing: string | undefined): void;
}

export class Outbox {
  /** What the client has negotiated: in which form it is told things. */
  capabilities: Capabilities = 0;
  readonly #held: HeldOutboxes;
  readonly #drain: Drain;
  /** Lines of this turn. */
  #text = "";
  /** Set when the connection is to end once the turn is committed. */
  #closing: string | undefined;
  #isHeld = false;
  /** While a labeled command is carried out: what it brings its own sender. */
  #captured: string[] | undefined;

  constructor(drain: Drain, held: HeldOutboxes) {
    this.#drain = drain;
    this.#held = held;
  }

  append(line: string): void {
    if (this.#captured !== undefined) {
      this.#captured.push(line);
      return;
    }
    this.#held.lines++;
    this.#text += line;
    if (!this.#isHeld) this.#hold();
  }

  /** Never part of a labeled response: what a user sends themselves arrives as from anybody else. */
  appendApart(line: string): void {
    this.#held.lines++;
    this.#text += line;
    if (!this.#isHeld) this.#hold();
  }

  /** From now on what is appended is kept apart, until `captured` takes it. */
  capture(): void {
    this.#captured = [];
    this.#hold();
  }

  /** The lines since `capture`, each with its end; undefined if the turn was taken back in the meantime. */
  captured(): readonly string[] | undefined {
    const captured = this.#captured;
    this.#captured = undefined;
    return captured?.join("").match(/[^\n]+\n/g) ?? captured;
  }

  /** What is appended from now on is written after all that is held for anybody so far. */
  barrier(): void {
    this.#held.barrier(this);
  }

  /** Ends the connection when the turn is committed, after what was appended before. */
  close(reason: string): void {
    this.#hold();
    this.#closing ??= reason;
  }

  /** The turn is committed. */
  flush(): void {
    const text = this.#text;
    const closing = this.#closing;
    this.#empty();
    this.#drain.write(text, closing);
  }

  #hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#held.add(this);
  }

  /** Takes out what stands before a barrier, to be written later. */
  part(): Parted {
    const parted = { drain: this.#drain, text: this.#text, closing: this.#closing };
    this.#empty();
    return parted;
  }

  /** The turn was taken back. */
  drop(): void {
    this.#empty();
    this.#captured = undefined;
  }

  #empty(): void {
    this.#text = "";
    this.#closing = undefined;
    this.#isHeld = false;
  }
}

interface Parted {
  readonly drain: Drain;
  readonly text: string;
  readonly closing: string | undefined;
}

/** The outboxes that hold something of this turn. */
export class HeldOutboxes {
  /** Since the start of the node: lines that were put here, and writes that they came to. */
  lines = 0;
  writes = 0;
  #outboxes: Outbox[] = [];
  /** What stands before a barrier, in the order in which it is to be written. */
  #before: Parted[] = [];

  add(outbox: Outbox): void {
    this.#outboxes.push(outbox);
  }

  /** What is held so far is written before all that comes later in this turn, whoever it is for. */
  barrier(asker: Outbox): void {
    const isOwnOnly = this.#outboxes.length === 1 && this.#outboxes[0] === asker;
    if (isOwnOnly || this.#outboxes.length === 0) return;
    for (const outbox of this.#take()) this.#before.push(outbox.part());
  }

  /** The turn is committed: writes each outbox's lines, in one piece where no barrier parts them. */
  release(): void {
    const before = this.#before;
    const outboxes = this.#take();
    this.writes += before.length + outboxes.length;
    if (before.length > 0) {
      this.#before = [];
      for (const { drain, text, closing } of before) drain.write(text, closing);
    }
    for (const outbox of outboxes) outbox.flush();
  }

  /** The turn was taken back: nothing of it leaves. */
  drop(): void {
    this.#before = [];
    for (const outbox of this.#take()) outbox.drop();
  }

  #take(): readonly Outbox[] {
    const outboxes = this.#outboxes;
    this.#outboxes = [];
    return outboxes;
  }
}
