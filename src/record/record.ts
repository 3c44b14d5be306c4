// The record: the only maker of events. It gives each a number, a time and a position, shows it to the observers, and
// commits a turn of them at once; nothing that came out of a turn may leave the node before that.
import { type Observable, Subject } from "rxjs";
import type { AnyDraft, AnyEvent } from "../../events/envelope.ts";
import type { Origin } from "../../events/names.ts";
import { encodeNote, type Notes, type NoteType } from "../../events/notes.ts";
import type { Journal } from "../../projections/table.ts";
import { EntryMaker, type EntryMakerOptions } from "./entry-maker.ts";
import { Guard } from "./guarded.ts";
import { type Entry, type Log, LogError } from "./log.ts";

/**
 * ready: events are taken. undecided: a commit failed and the log cannot be re-opened to see whether it took effect;
 * the turn stays held. refusing: the turn was dropped and the log does not work yet. closed: after `close`.
 */
export type Phase = "ready" | "undecided" | "refusing" | "closed";

export interface RolledBack {
  readonly code: "RECORD_UNAVAILABLE" | "INTERNAL_ERROR";
  readonly error: unknown;
  readonly events: number;
}

/** The event was not admitted; all of its turn was rolled back. The senders are told through `rolledBack$`. */
export class TurnFailed extends Error {}

export interface RecordOptions extends EntryMakerOptions {
  readonly journal: Journal;
  readonly log: Log;
  /** Last sequence of this origin and last position of the log. */
  readonly seq: number;
  readonly position: number;
}

const TURN_EVENTS = 1000;
const TURN_MICROS = 4000;
/** How long and up to how many events a turn gathers over several passes of the event loop. */
const GATHER_MICROS = 500;
const GATHER_EVENTS = 64;
const RETRY_MS = 1000;

export class Record {
  readonly #options: RecordOptions;
  readonly #guard = new Guard();
  readonly #make: EntryMaker;
  readonly #events = new Subject<AnyEvent>();
  readonly #committed = new Subject<readonly AnyEvent[]>();
  readonly #rolledBack = new Subject<RolledBack>();
  readonly #released = new Subject<void>();
  readonly #phases = new Subject<Phase>();
  #phase: Phase = "ready";
  #seq: number;
  #position: number;
  #isEmitting = false;
  #turn:
    | {
        entries: Entry[];
        events: AnyEvent[];
        mark: number;
        seq: number;
        position: number;
        openedAt: number;
        seen: number;
      }
    | undefined;

  constructor(options: RecordOptions) {
    this.#options = options;
    this.#make = new EntryMaker(options);
    this.#seq = options.seq;
    this.#position = options.position;
  }

  /** Admitted events, before they are committed. Subscribe through `guarded`; never append from an observer. */
  readonly events$: Observable<AnyEvent> = this.#events.asObservable();
  /** The events of each committed turn. */
  readonly committed$: Observable<readonly AnyEvent[]> = this.#committed.asObservable();
  /** A turn was taken back: drop what was derived from it. Tables are rolled back already. */
  readonly rolledBack$: Observable<RolledBack> = this.#rolledBack.asObservable();
  /** All that was held may leave: the turn is committed, or nothing of it is left. */
  readonly released$: Observable<void> = this.#released.asObservable();
  readonly phases$: Observable<Phase> = this.#phases.asObservable();

  get phase(): Phase {
    return this.#phase;
  }

  get position(): number {
    return this.#position;
  }

  get origin(): Origin {
    return this.#options.origin;
  }

  /** An observer of `events$` whose throw fails the turn. */
  guarded<T>(observer: string, observe: (value: T) => void): (value: T) => void {
    return this.#guard.guarded(observer, observe);
  }

  /** Makes an event of the draft and shows it to the observers. Throws TurnFailed; `phase` must be ready. */
  append(draft: AnyDraft): AnyEvent {
    if (this.#phase !== "ready") throw new TurnFailed(`record is ${this.#phase}`);
    if (this.#isEmitting) throw new Error("record: an observer of events$ must not append");
    const turn = this.touch();
    const isUnstored = draft.to !== undefined && this.#options.private === "none";
    const event = this.#make.event(draft, isUnstored ? 0 : ++this.#seq);
    if (!isUnstored) {
      turn.entries.push(this.#make.entry(event, ++this.#position));
      turn.events.push(event);
    }
    this.#isEmitting = true;
    this.#events.next(event);
    this.#isEmitting = false;
    const failure = this.#guard.take();
    if (failure) {
      this.#rollBack({ code: "INTERNAL_ERROR", error: failure.error, events: turn.events.length });
      throw new TurnFailed(`observer ${failure.observer} threw`, { cause: failure.error });
    }
    return event;
  }

  /** Adds a node-local note to the turn. */
  note<T extends NoteType>(note: T, body: Notes[T]): void {
    const header = encodeNote({ note, at: this.#options.clock.next(), body });
    const entry = {
      position: ++this.#position,
      origin: null,
      seq: null,
      header,
      salt: null,
      body: null,
      commitment: null,
    };
    this.touch().entries.push(entry);
  }

  /** Something is held: makes sure that a turn is open, which will end with this turn of the event loop. */
  touch() {
    if (this.#turn === undefined) {
      const mark = this.#options.journal.mark();
      const openedAt = this.#options.ports.wall();
      this.#turn = { entries: [], events: [], mark, seq: this.#seq, position: this.#position, openedAt, seen: 0 };
      this.#options.ports.scheduler.soon(this.#endOfLoop);
    }
    return this.#turn;
  }

  /** Between commands: ends a turn that has grown large or old. */
  endOfCommand(): void {
    const turn = this.#turn;
    if (turn === undefined || turn.entries.length === 0) return;
    if (turn.entries.length >= TURN_EVENTS || this.#options.ports.wall() - turn.openedAt >= TURN_MICROS) this.settle();
  }

  /** While each pass of the event loop brings new entries, a young and small turn waits for one more. */
  readonly #endOfLoop = (): void => {
    const turn = this.#turn;
    if (turn === undefined) return;
    const count = turn.entries.length;
    const isGrowing = count > turn.seen && count < GATHER_EVENTS;
    if (isGrowing && this.#options.ports.wall() - turn.openedAt < GATHER_MICROS) {
      turn.seen = count;
      this.#options.ports.scheduler.soon(this.#endOfLoop);
      return;
    }
    this.settle();
  };

  /** Ends the turn: commits it and lets go what was held, or takes it back. */
  settle(): void {
    const turn = this.#turn;
    if (turn === undefined || this.#phase === "undecided") return;
    if (turn.entries.length === 0) return this.#release(turn.events);
    try {
      this.#options.log.append(turn.entries);
    } catch (error) {
      return this.#decide(error);
    }
    this.#release(turn.events);
    this.#maintain();
  }

  /** Commits what is open and takes no more events. The log stays open: it is its owner's. */
  close(): void {
    this.settle();
    this.#setPhase("closed");
  }

  /** After a failed commit only the log itself can tell whether it took effect. */
  #decide(cause: unknown): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    let isStored: boolean;
    try {
      this.#options.log.reopen();
      isStored = this.#isLast(turn.entries.at(-1));
    } catch {
      this.#setPhase("undecided");
      this.#options.ports.scheduler.after(RETRY_MS, () => this.#decide(cause));
      return;
    }
    if (isStored) {
      this.#release(turn.events);
      this.#setPhase("ready");
      return;
    }
    // Rolled back first: with the phase, lines that waited are taken, and their answers must not go with this turn.
    this.#rollBack({ code: "RECORD_UNAVAILABLE", error: cause, events: turn.events.length });
    this.#setPhase("refusing");
    this.#options.ports.scheduler.after(RETRY_MS, () => this.#resume(cause, turn.events.length));
  }

  /** Whether the log ends with this very entry; a position alone could be another entry's. */
  #isLast(entry: Entry | undefined): boolean {
    const { log } = this.#options;
    if (entry === undefined || log.lastPosition() !== entry.position) return false;
    return log.read(entry.position - 1, 1)[0]?.header === entry.header;
  }

  /** Tries the log with a note; when it is stored, events are taken again. */
  #resume(cause: unknown, rolledBack: number): void {
    if (this.#phase !== "refusing") return;
    // What is held goes before the note: a turn that is open must not remember a position from before it.
    this.settle();
    const reason = cause instanceof LogError ? cause.code : String(cause);
    const header = encodeNote({ note: "RESUMED", at: this.#options.clock.next(), body: { reason, rolledBack } });
    const position = this.#position + 1;
    try {
      this.#options.log.reopen();
      this.#options.log.maintain();
      // A note of an earlier try may have taken effect although its commit failed: then it is this one.
      if (this.#options.log.lastPosition() === this.#position) {
        const note = { position, origin: null, seq: null, header, salt: null, body: null, commitment: null };
        this.#options.log.append([note]);
      }
    } catch {
      this.#options.ports.scheduler.after(RETRY_MS, () => this.#resume(cause, rolledBack));
      return;
    }
    this.#position = position;
    this.#setPhase("ready");
  }

  #rollBack(rolledBack: RolledBack): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    this.#turn = undefined;
    this.#options.journal.rollback(turn.mark);
    this.#seq = turn.seq;
    this.#position = turn.position;
    this.#rolledBack.next(rolledBack);
  }

  #release(events: readonly AnyEvent[]): void {
    this.#turn = undefined;
    this.#options.journal.cut(this.#options.journal.mark());
    if (events.length > 0) this.#committed.next(events);
    this.#released.next();
  }

  /** A WAL at its bound that cannot be checkpointed is a log that does not work. */
  #maintain(): void {
    try {
      this.#options.log.maintain();
    } catch (error) {
      this.#setPhase("refusing");
      this.#options.ports.scheduler.after(RETRY_MS, () => this.#resume(error, 0));
    }
  }

  #setPhase(phase: Phase): void {
    if (this.#phase === phase || this.#phase === "closed") return;
    this.#phase = phase;
    this.#phases.next(phase);
  }
}
