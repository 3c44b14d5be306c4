// What two linked nodes say to each other once they know who they are: what each has, what the other lacks, what is
// granted, acknowledged, promised and asked for.

import type { Vector } from "../record/vector.ts";
import { Allowance } from "./allowance.ts";
import { treeOf } from "./base-tree.ts";
import { CatchUp } from "./catch-up.ts";
import { LinkFault } from "./fault.ts";
import type { Frame, Frames } from "./frames.ts";
import type { Hello } from "./handshake.ts";
import { Incoming } from "./incoming.ts";
import { answersTo } from "./late-answers.ts";
import type { LinkExchange } from "./link.ts";
import { Outgoing } from "./outgoing.ts";
import type { Shared } from "./shared.ts";
import { readSnapshot, SnapshotIn } from "./snapshot-in.ts";
import { SnapshotOut } from "./snapshot-out.ts";

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
  /** Whether the peer's snapshots are taken. */
  readonly isTrusted: boolean;
  /** The name of the peer, for the record. */
  readonly peer: string;
  /** The node goes on from the peer's snapshot: all of this is had from now on. */
  readonly rebased: (vector: Vector) => void;
  /** The peer wants to be called for a second connection. */
  readonly called: () => void;
}

export class Exchange implements LinkExchange {
  readonly #options: ExchangeOptions;
  readonly #shared: Shared;
  readonly #incoming: Incoming;
  readonly #allowance: Allowance;
  /** From the peer's HAVE on. */
  #outgoing: Outgoing | undefined;
  #catchUp: CatchUp | undefined;
  /** One is coming, or one is to go before all else. */
  #snapshotIn: SnapshotIn | undefined;
  #snapshotOut: SnapshotOut | undefined;
  /** The peer was told that a snapshot of its will do, and has neither sent one nor all that was lacking. */
  #isWilling = false;
  /** The peer has sent what this node lacked. */
  #isPeerDone = false;
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
    const { isTrusted, hello, send } = this.#options;
    const { node, willing, unsound } = this.#shared;
    const isTaken = isTrusted && !unsound.has(hello.key);
    this.#isWilling = isTaken && willing === undefined && node.log.hole() === undefined;
    if (this.#isWilling) this.#shared.willing = this;
    const vector = vectorOf(this.#shared.committed);
    send(this.#isWilling ? { kind: "HAVE", vector, snapshot: true } : { kind: "HAVE", vector });
    for (const promise of this.#shared.promises.all()) this.#options.send({ kind: "PROMISE", ...promise });
    this.#options.wake();
  }

  stop(): void {
    this.#cancelAck?.();
    this.#notWilling();
  }

  /** No snapshot is waited for any more, and none is taken. */
  #notWilling(): void {
    this.#isWilling = false;
    if (this.#shared.willing === this) this.#shared.willing = undefined;
  }

  /** The peer has all of this, and need not be sent it. */
  has(vector: Vector): void {
    for (const [origin, seq] of Object.entries(vector)) this.#outgoing?.has(origin, seq);
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
        return this.#outgoing === undefined ? this.#has(frame.vector, frame.snapshot === true) : this.#hasSent();
      case "SNAPSHOT":
        this.#spend(bytes);
        return this.#snapshotPart(frame);
      case "CALL":
        return this.#options.called();
      case "SEAL":
        this.#spend(bytes);
        return this.#incoming.seal(frame);
      case "EVENTS":
        this.#spend(bytes);
        this.#catchUp?.came();
        // What the peer says from then on is no reason to keep it waiting.
        if (!this.#isPeerDone) this.#snapshotOut?.came();
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
    if (this.#snapshotOut && !this.#snapshotOut.pump(this.#isPeerDone)) return false;
    this.#snapshotOut = undefined;
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
    this.#snapshotOut?.passed(ms);
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
  #has(vector: Vector, takesSnapshot: boolean): void {
    const { node, limits } = this.#shared;
    const { send } = this.#options;
    const outgoing = new Outgoing(vector, { ...this.#shared, send });
    this.#outgoing = outgoing;
    const isGiven = takesSnapshot && node.snapshots !== undefined && node.log.hole() === undefined;
    // Where both lack much of each other's, one of them sends all that it has before it gets one.
    const isFirst =
      this.#isWilling && lacks(node.have, vector) > limits.replayLimit && node.id > this.#options.hello.node;
    if (isGiven && !isFirst && lacks(vector, this.#shared.committed) > limits.replayLimit) {
      this.#snapshotOut = new SnapshotOut(this.#shared, outgoing, send);
    }
    this.#replayTo = node.committed;
    this.#catchUp = new CatchUp(vector, node.have, limits.catchUpEvents);
    if (this.#catchUp.isUnderWay) this.#options.catchingUp();
    const wanted = this.#shared.late.missing();
    if (wanted.length > 0) this.#options.send({ kind: "BODY", wanted });
    this.#options.wake();
  }

  /** What this node lacked of the first HAVE has been sent. */
  #hasSent(): void {
    this.#isPeerDone = true;
    this.#notWilling();
    const catchUp = this.#catchUp as CatchUp;
    catchUp.assertKept((origin) => this.#incoming.reached(origin));
    if (!catchUp.isUnderWay) return;
    catchUp.isUnderWay = false;
    this.#options.catchingUp();
  }

  /** Throws LinkFault, LogError, or what the node throws. */
  #snapshotPart(part: Frames["SNAPSHOT"]): void {
    const { peer, rebased } = this.#options;
    const { node, heads, keys } = this.#shared;
    if (!this.#isWilling) throw new LinkFault("UNEXPECTED_FRAME", "a snapshot that was not asked for");
    this.#catchUp?.came();
    this.#snapshotIn ??= new SnapshotIn();
    const whole = this.#snapshotIn.take(part);
    this.#grant();
    if (whole === undefined) return;
    this.#snapshotIn = undefined;
    this.#notWilling();
    // One that cannot be used ends the link; after the next HAVE its events come instead.
    this.#shared.unsound.add(this.#options.hello.key);
    const read = readSnapshot(whole, this.#shared);
    this.#shared.unsound.delete(this.#options.hello.key);
    // All that is in it may have come another way.
    if (lacks(node.have, read.base.vector) > 0) {
      node.rebase({ base: read.base, heads: read.heads, peer });
      for (const head of read.heads) heads.advance(head.origin, treeOf(head), head.at);
      for (const [id, key] of read.keys) keys.admitted(id, key);
      rebased(read.base.vector);
    }
    this.#options.wake();
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

/** How many events one has and the other has not. */
function lacks(has: Vector | ReadonlyMap<string, number>, other: Vector | ReadonlyMap<string, number>): number {
  const [had, full] = [asMap(has), asMap(other)];
  return [...full].reduce((sum, [origin, seq]) => sum + Math.max(0, seq - (had.get(origin) ?? 0)), 0);
}

const asMap = (vector: Vector | ReadonlyMap<string, number>) =>
  vector instanceof Map ? vector : new Map(Object.entries(vector));
const vectorOf = (map: ReadonlyMap<string, number>): Vector => Object.fromEntries(map);
