// What is to be written to one client: held until the turn is settled, then drained by net in one write.

export class Outbox {
  readonly id: number;
  readonly #held: HeldOutboxes;
  /** Lines of this turn. */
  text = "";
  /** Set when the connection is to end once the turn is committed. */
  closing: string | undefined;
  isHeld = false;

  constructor(id: number, held: HeldOutboxes) {
    this.id = id;
    this.#held = held;
  }

  append(line: string): void {
    this.text += line;
    if (!this.isHeld) {
      this.isHeld = true;
      this.#held.add(this);
    }
  }

  /** What is appended from now on is written after all that is held for anybody so far. */
  barrier(): void {
    this.#held.barrier(this);
  }

  /** Ends the connection when the turn is committed, after what was appended before. */
  close(reason: string): void {
    this.append("");
    this.closing ??= reason;
  }
}

interface Held {
  readonly id: number;
  readonly text: string;
  readonly closing: string | undefined;
}

/** The outboxes that hold something of this turn. */
export class HeldOutboxes {
  #outboxes: Outbox[] = [];
  /** What stands before a barrier, in the order in which it is to be written. */
  #before: Held[] = [];

  add(outbox: Outbox): void {
    this.#outboxes.push(outbox);
  }

  /** What is held so far is written before all that comes later in this turn, whoever it is for. */
  barrier(asker: Outbox): void {
    const isOwnOnly = this.#outboxes.length === 1 && this.#outboxes[0] === asker;
    if (isOwnOnly || this.#outboxes.length === 0) return;
    for (const outbox of this.#take()) this.#before.push(emptied(outbox));
  }

  /** The turn is committed: hands each outbox's lines over, in one piece where no barrier parts them. */
  release(write: (id: number, text: string, closing: string | undefined) => void): void {
    const before = this.#before;
    const outboxes = this.#take();
    this.#before = [];
    for (const { id, text, closing } of before) write(id, text, closing);
    for (const outbox of outboxes) {
      const { id, text, closing } = emptied(outbox);
      write(id, text, closing);
    }
  }

  /** The turn was taken back: nothing of it leaves. */
  drop(): void {
    this.#before = [];
    for (const outbox of this.#take()) emptied(outbox);
  }

  #take(): readonly Outbox[] {
    const outboxes = this.#outboxes;
    this.#outboxes = [];
    return outboxes;
  }
}

function emptied(outbox: Outbox): Held {
  const { id, text, closing } = outbox;
  outbox.text = "";
  outbox.closing = undefined;
  outbox.isHeld = false;
  return { id, text, closing };
}
