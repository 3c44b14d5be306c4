// What two linked nodes say to each other once they know who they are: what each has, what the other lacks, what is
// granted, acknowledged, promised and asked for.
import { Allowance } from "./allowance.ts";
import { CatchUp } from "./catch-up.ts";
import { LinkFault } from "./fault.ts";
import type { Frame, Frames, Vector } from "./frames.ts";
import type { Hello } from "./handshake.ts";
import { Incoming } from "./incoming.ts";
import { answersTo } from "./late-answers.ts";
import { Outgoing } from "./outgoing.ts";
import type { Shared } from "./shared.ts";

/** What an exchange needs of its link. */
export interface ExchangeOptions {
  readonly shared: Shared;
  readonly hello: Hello;
  /** Says how many bytes the frame had. */
  readonly send: (frame: Frame) => number;
  readonly promised: (promise: Frames["PROMISE"]) => void;
  /** There may be something to send. */
  readonly wake: () => void;
  /** A catch-up has begun or is over. */
  readonly catchingUp: () => void;
}

export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #shared: Shared;
  readonly #incoming: Incoming;
  readonly #allowance: Allowance;
  /** From the peer's HAVE on. */
  #outgoing: Outgoing | undefined;
  #catchUp: CatchUp | undefined;
  /** The position up to which the peer is sent what it lacked; undefined once it was told so. */
  #replayTo: number | undefined;
  #ackDue = new Map<string, number>();
  #cancelAck: (() => void) | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { shared, hello } = options;
    this.#shared = shared;
    this.#allowance = new Allowance(shared.limits.windowBytes);
    this.#incoming = new Incoming(shared, hello, (origin, seq) => this.#outgoing?.has(origin, seq));
  }

  begin(): void {
    this.#options.send({ kind: "HAVE", vector: vectorOf(this.#shared.committed) });
    for (const promise of this.#shared.promises.all()) this.#options.send({ kind: "PROMISE", ...promise });
    this.#options.wake();
  }

  stop(): void {
    this.#cancelAck?.();
  }

  get isCatchingUp(): boolean {
    return this.#catchUp?.isUnderWay === true;
  }

  /** More is to be sent than the peer takes. */
  get isBehind(): boolean {
    return this.#outgoing !== undefined && this.#outgoing.credit <= 0;
  }

  /** Throws LinkFault, LogError, or what the node throws. */
  take(frame: Frame, bytes: number): void {
    const { shared, hello, promised } = this.#options;
    switch (frame.kind) {
      case "HAVE":
        return this.#outgoing === undefined ? this.#has(frame.vector) : this.#hasSent();
      case "SEAL":
        this.#spend(bytes);
        return this.#incoming.seal(frame);
      case "EVENTS":
        this.#spend(bytes);
        this.#catchUp?.came();
        this.#incoming.take(frame.events);
        return this.retry();
      case "ACK":
        this.#acknowledged(frame.vector);
        return shared.bodies.acknowledged(hello.node, frame.vector);
      case "PROMISE":
        return promised(frame);
      case "BODY":
        return this.#outgoing?.answer(answersTo(hello.node, frame.wanted, shared));
      case "CREDIT":
        return this.#granted(frame.bytes);
      default:
        throw new LinkFault("UNEXPECTED_FRAME", `${frame.kind} after the handshake`);
    }
  }

  /** Sends what there is and may be sent; true if there is more. Throws LogError. */
  pump(chunks: number): boolean {
    const outgoing = this.#outgoing;
    if (outgoing === undefined) return false;
    let isMoving = true;
    for (let n = 0; n < chunks && isMoving; n++) isMoving = outgoing.run();
    if (this.#replayTo !== undefined && outgoing.position >= this.#replayTo) {
      this.#replayTo = undefined;
      this.#options.send({ kind: "HAVE", vector: vectorOf(this.#shared.committed) });
    }
    return isMoving && outgoing.credit > 0;
  }

  /** Tries again what waits: for its time, or for what another link has brought. Throws as `take` does. */
  retry(): void {
    if (this.#incoming.isWaiting) this.#incoming.advance();
    this.#grant();
    if (this.#catchUp?.isOverWith(this.#shared.node.have)) this.#options.catchingUp();
  }

  /** Events of others were committed: the peer is told, soon and together with what follows. */
  committed(vector: ReadonlyMap<string, number>): void {
    const { scheduler, limits } = this.#shared;
    if (this.#ackDue.size === 0) this.#cancelAck = scheduler.after(limits.ackMs, () => this.#acknowledge());
    for (const [origin, seq] of vector) this.#ackDue.set(origin, seq);
  }

  /** Time passes: a catch-up in which nothing comes is over. */
  passed(ms: number): void {
    const isOver = this.#catchUp?.isOverAfter(ms, this.#shared.limits.catchUpIdleMs);
    if (isOver) this.#options.catchingUp();
  }

  figures() {
    return {
      sentEvents: this.#outgoing?.sent ?? 0,
      receivedEvents: this.#incoming.received,
      duplicates: this.#incoming.duplicates,
      backlog: this.#outgoing?.backlog ?? 0,
      credit: this.#outgoing?.credit ?? 0,
    };
  }

  /** What the peer has. */
  #has(vector: Vector): void {
    const { node, limits } = this.#shared;
    this.#outgoing = new Outgoing(vector, { ...this.#shared, send: this.#options.send });
    this.#replayTo = node.committed;
    this.#catchUp = new CatchUp(vector, node.have, limits.catchUpEvents);
    if (this.#catchUp.isUnderWay) this.#options.catchingUp();
    const wanted = this.#shared.late.missing();
    if (wanted.length > 0) this.#options.send({ kind: "BODY", wanted });
    this.#options.wake();
  }

  /** What this node lacked of the first HAVE has been sent. */
  #hasSent(): void {
    const catchUp = this.#catchUp as CatchUp;
    catchUp.assertKept((origin) => this.#incoming.reached(origin));
    if (!catchUp.isUnderWay) return;
    catchUp.isUnderWay = false;
    this.#options.catchingUp();
  }

  /** Only of origins that are held here: nothing else can be of interest. */
  #acknowledged(vector: Vector): void {
    for (const [origin, seq] of Object.entries(vector)) {
      if (this.#shared.node.have.has(origin)) this.#outgoing?.has(origin, seq);
    }
  }

  #spend(bytes: number): void {
    if (this.#outgoing === undefined) throw new LinkFault("UNEXPECTED_FRAME", "events before HAVE");
    this.#allowance.spend(bytes);
  }

  /** What was read may be sent again, unless it waits for its time. */
  #grant(): void {
    if (this.#incoming.isHeldByClock) return;
    const bytes = this.#allowance.due();
    if (bytes > 0) this.#options.send({ kind: "CREDIT", bytes });
  }

  #granted(bytes: number): void {
    const outgoing = this.#outgoing;
    if (outgoing === undefined) throw new LinkFault("UNEXPECTED_FRAME", "CREDIT before HAVE");
    outgoing.credit = Math.min(outgoing.credit + bytes, this.#shared.limits.creditBytes);
    this.#options.wake();
  }

  #acknowledge(): void {
    const vector = vectorOf(this.#ackDue);
    this.#ackDue = new Map();
    this.#options.send({ kind: "ACK", vector });
  }
}

const vectorOf = (map: ReadonlyMap<string, number>): Vector => Object.fromEntries(map);
