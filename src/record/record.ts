// The record: the only maker of events. It gives each a number, a time and a position, shows it to the observers, and
// commits a turn of them at once; nothing that came out of a turn may leave the node before that.
import { type Observable, Subject } from "rxjs";
import type { AnyDraft, AnyEvent, Recorded } from "../../events/envelope.ts";
import type { Micros, Origin } from "../../events/names.ts";
import { encodeNote, type Notes, type NoteType } from "../../events/notes.ts";
import { EntryMaker, entryAt, noteEntry } from "./entry-maker.ts";
import { Guard } from "./guarded.ts";
import { type Entry, LogError, type Seal } from "./log.ts";
import { beginHole, type Rebase } from "./rebase.ts";
import {
  type Arrival,
  counted,
  eventsIn,
  isLast,
  type Phase,
  type RecordOptions,
  type RolledBack,
  type Turn,
  TurnFailed,
} from "./turn.ts";
import { GATHER_EVENTS, GATHER_MICROS, RETRY_MS, TURN_EVENTS, TURN_MICROS } from "./turn-limits.ts";

export class Record {
  readonly #options: RecordOptions;
  readonly #guard = new Guard();
  readonly #make: EntryMaker;
  readonly #events = new Subject<AnyEvent>();
  readonly #arrivals = new Subject<readonly Recorded[]>();
  readonly #committed = new Subject<readonly Entry[]>();
  readonly #rolledBack = new Subject<RolledBack>();
  readonly #released = new Subject<void>();
  readonly #phases = new Subject<Phase>();
  #phase: Phase = "ready";
  /** Origin → last sequence, with those of the open turn. */
  readonly #have: Map<string, number>;
  #seq: number;
  #position: number;
  #isEmitting = false;
  #turn: Turn | undefined;

  constructor(options: RecordOptions) {
    this.#options = options;
    this.#make = new EntryMaker(options);
    this.#have = new Map(options.have);
    this.#seq = this.#have.get(options.origin) ?? 0;
    this.#position = options.position;
  }

  /** Own events before they are committed. Subscribe through `guarded`; never append from an observer. */
  readonly events$: Observable<AnyEvent> = this.#events.asObservable();
  /** Events of other origins as they are admitted, batch by batch; the same holds for their observers. */
  readonly arrivals$: Observable<readonly Recorded[]> = this.#arrivals.asObservable();
  /** The entries of each committed turn. */
  readonly committed$: Observable<readonly Entry[]> = this.#committed.asObservable();
  /** A turn was taken back: drop what was derived from it. Tables are rolled back already. */
  readonly rolledBack$: Observable<RolledBack> = this.#rolledBack.asObservable();
  /** All that was held may leave: the turn is committed, or nothing of it is left. */
  readonly released$: Observable<void> = this.#released.asObservable();
  readonly phases$: Observable<Phase> = this.#phases.asObservable();

  get phase(): Phase {
    return this.#phase;
  }

  /** The last position that is in the log. */
  get committed(): number {
    return this.#turn?.position ?? this.#position;
  }

  /** The greatest time in any event that was admitted; microseconds since 1970. */
  get greatest(): number {
    return this.#options.clock.greatest;
  }

  /** From now on no own event is made at or before the time. */
  promise(at: number): void {
    this.#options.clock.witness(at as Micros);
  }

  get origin(): Origin {
    return this.#make.origin;
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
    // What other nodes need is on record in any case: without a number it could not reach them.
    const isUnstored = draft.to?.length === 1 && this.#options.private === "none";
    const event = this.#make.event(draft, isUnstored ? 0 : this.#seq + 1);
    if (!isUnstored) {
      counted(turn, this.#have, { origin: this.origin, seq: ++this.#seq });
      turn.entries.push(this.#make.entry(event, ++this.#position, this.#options.onReduced));
    }
    this.#emit(this.#events, event);
    return event;
  }

  /**
   * Admits events of other origins, each the next one of its origin, with the words that cover them; those that are had
   * are passed over. Throws TurnFailed; `phase` must be ready.
   */
  admit(arrivals: readonly Arrival[], seals: readonly Seal[]): void {
    if (this.#phase !== "ready") throw new TurnFailed(`record is ${this.#phase}`);
    if (this.#isEmitting) throw new Error("record: an observer must not admit");
    const turn = this.touch();
    const events: Recorded[] = [];
    for (const { event, entry } of arrivals) {
      const had = this.#have.get(event.origin) ?? 0;
      if (event.seq <= had) continue;
      if (event.seq > had + 1) throw new Error(`record: ${event.origin} has no ${had + 1} before ${event.seq}`);
      counted(turn, this.#have, event);
      this.#options.clock.witness(event.at);
      turn.entries.push(entryAt(++this.#position, entry));
      events.push(event);
    }
    turn.seals.push(...seals);
    if (events.length > 0) this.#emit(this.#arrivals, events);
  }

  /** Goes on from a state that a peer vouches for, in a turn of its own. Throws TurnFailed. */
  rebase(rebase: Rebase): void {
    this.settle();
    if (this.#phase !== "ready") throw new TurnFailed(`record is ${this.#phase}`);
    const { first, last, base } = beginHole(rebase, this.#have, this.touch());
    this.#position = last;
    this.#options.clock.witness(base.greatest as Micros);
    this.note("SNAPSHOT", { peer: rebase.peer, events: last - first + 1, greatest: base.greatest });
    this.settle();
    if (this.committed < this.#position || this.#phase !== "ready") throw new TurnFailed("the snapshot is not stored");
  }

  /** The last sequence of each origin, with those of the open turn. */
  get have(): ReadonlyMap<string, number> {
    return this.#have;
  }

  /** From the next event on the node speaks as another origin. Between turns only. */
  beginEpoch(origin: Origin): void {
    this.settle();
    this.#make.origin = origin;
    this.#seq = 0;
  }

  #emit<T>(observers: Subject<T>, value: T): void {
    this.#isEmitting = true;
    observers.next(value);
    this.#isEmitting = false;
    const failure = this.#guard.take();
    if (failure === undefined) return;
    this.#rollBack({ code: "INTERNAL_ERROR", error: failure.error, events: eventsIn(this.#turn) });
    throw new TurnFailed(`observer ${failure.observer} threw`, { cause: failure.error });
  }

  /** Adds a node-local note to the turn. */
  note<T extends NoteType>(note: T, body: Notes[T]): void {
    const header = encodeNote({ note, at: this.#options.clock.next(), body });
    this.touch().entries.push(noteEntry(++this.#position, header));
  }

  /** Something is held: makes sure that a turn is open, which will end with this turn of the event loop. */
  touch(): Turn {
    if (this.#turn === undefined) {
      this.#options.undoable.begin();
      const openedAt = this.#options.ports.wall();
      this.#turn = { entries: [], seals: [], position: this.#position, had: new Map(), openedAt, seen: 0 };
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
    if (turn.entries.length === 0) return this.#release(turn.entries);
    try {
      this.#options.log.append(turn.entries, turn.seals, turn.hole);
    } catch (error) {
      return this.#decide(error);
    }
    this.#release(turn.entries);
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
      isStored = isLast(this.#options.log, turn.entries.at(-1));
    } catch {
      this.#setPhase("undecided");
      this.#options.ports.scheduler.after(RETRY_MS, () => this.#decide(cause));
      return;
    }
    if (isStored) {
      this.#release(turn.entries);
      this.#setPhase("ready");
      return;
    }
    // Rolled back first: with the phase, lines that waited are taken, and their answers must not go with this turn.
    const events = eventsIn(turn);
    this.#rollBack({ code: "RECORD_UNAVAILABLE", error: cause, events });
    this.#setPhase("refusing");
    this.#options.ports.scheduler.after(RETRY_MS, () => this.#resume(cause, events));
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
        this.#options.log.append([noteEntry(position, header)]);
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
    if (!turn) return;
    this.#turn = undefined;
    this.#options.undoable.rollBack();
    for (const [origin, seq] of turn.had) this.#have.set(origin, seq);
    this.#seq = this.#have.get(this.origin) ?? 0;
    this.#position = turn.position;
    this.#rolledBack.next(rolledBack);
  }

  #release(entries: readonly Entry[]): void {
    this.#turn = undefined;
    this.#options.undoable.commit();
    if (entries.length > 0) this.#committed.next(entries);
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
