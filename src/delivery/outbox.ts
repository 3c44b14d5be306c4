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

  /** Ends the connection when the turn is committed, after what was appended before. */
  close(reason: string): void {
    this.append("");
    this.closing ??= reason;
  }
}

/** The outboxes that hold something of this turn. */
export class HeldOutboxes {
  #outboxes: Outbox[] = [];

  add(outbox: Outbox): void {
    this.#outboxes.push(outbox);
  }

  /** The turn is committed: hands each outbox's lines over, once. */
  release(write: (id: number, text: string, closing: string | undefined) => void): void {
    const outboxes = this.#take();
    for (const outbox of outboxes) {
      const { text, closing } = outbox;
      reset(outbox);
      write(outbox.id, text, closing);
    }
  }

  /** The turn was taken back: nothing of it leaves. */
  drop(): void {
    for (const outbox of this.#take()) reset(outbox);
  }

  #take(): readonly Outbox[] {
    const outboxes = this.#outboxes;
    this.#outboxes = [];
    return outboxes;
  }
}

function reset(outbox: Outbox): void {
  outbox.text = "";
  outbox.closing = undefined;
  outbox.isHeld = false;
}
