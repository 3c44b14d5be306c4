// One connection to a peer, from the first byte to the last: who is there, what comes and what goes, and why it ended.
import { hash } from "node:crypto";
import { Exchange } from "./exchange.ts";
import type { LinkCode, LinkFault } from "./fault.ts";
import { faultOf } from "./fault-of.ts";
import { encodeFrame, FRAME_BYTES, type Frame, FrameSplitter, type Frames, STRANGER_BYTES } from "./frames.ts";
import { Handshake, type HandshakeOptions, type Hello, type KnownPeer } from "./handshake.ts";
import type { Wire, WireReceiver } from "./ports.ts";
import { Pulse } from "./pulse.ts";
import type { Shared } from "./shared.ts";

/** What a link tells those who hold it. */
export interface LinkEvents {
  /** The peer is who it says; an answer ends the link. */
  proved(link: Link): LinkFault | undefined;
  /** Once. `isTheirs`: the peer ended it, with its code and reason. */
  ended(link: Link, end: { code: LinkCode; reason: string; isTheirs: boolean }): void;
  promised(link: Link, promise: Frames["PROMISE"]): void;
  /** There may be something to send. */
  wake(): void;
  /** A catch-up has begun or is over. */
  catchingUp(): void;
}

export interface LinkOptions {
  readonly shared: Shared;
  readonly wire: Wire;
  readonly handshake: HandshakeOptions;
  /** This side called. */
  readonly isCaller: boolean;
  readonly events: LinkEvents;
}

const SESSION_DIGITS = 16;
const REASON_LENGTH = 500;
/** In one go, before other links get their turn. */
const CHUNKS = 8;
const NOTHING = { sentEvents: 0, receivedEvents: 0, duplicates: 0, backlog: 0, credit: 0 };

export class Link implements WireReceiver {
  readonly isCaller: boolean;
  readonly remote: string;
  readonly since: number;
  /** Set once it is proved. */
  hello: Hello | undefined;
  peer: KnownPeer | undefined;
  readonly #options: LinkOptions;
  readonly #shared: Shared;
  readonly #splitter = new FrameSplitter(STRANGER_BYTES);
  readonly #handshake: Handshake;
  readonly #pulse: Pulse;
  #phase: "greeting" | "linked" | "ended" = "greeting";
  /** While it is linked. */
  #exchange: Exchange | undefined;
  #cancelGreeting: (() => void) | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#shared = options.shared;
    this.isCaller = options.isCaller;
    this.remote = options.wire.remote;
    const { scheduler, limits, wall } = this.#shared;
    this.since = wall();
    this.#handshake = new Handshake(options.handshake);
    this.#pulse = new Pulse(
      this.#shared,
      (frame) => this.send(frame),
      (reason) => this.end("SILENT", reason),
    );
    this.#cancelGreeting = scheduler.after(limits.handshakeMs, () => {
      this.end("HANDSHAKE_TIMEOUT", `no proof within ${limits.handshakeMs} ms`);
    });
    this.send(this.#handshake.begin());
  }

  /** A name of the connection: the same at both ends, and no secret. */
  get session(): string {
    return hash("sha256", this.#options.wire.material, "hex").slice(0, SESSION_DIGITS);
  }

  get isLinked(): boolean {
    return this.#phase === "linked";
  }

  get isEnded(): boolean {
    return this.#phase === "ended";
  }

  get isCatchingUp(): boolean {
    return this.#exchange?.isCatchingUp === true;
  }

  /** More is to be sent than the peer takes. */
  get isBehind(): boolean {
    return this.#exchange?.isBehind === true;
  }

  data(chunk: Buffer): void {
    if (this.#phase === "ended") return;
    this.#pulse.heard(chunk.length);
    this.#attempt(() => {
      this.#splitter.push(chunk);
      for (let next = this.#splitter.next(); next !== undefined; next = this.#splitter.next()) {
        this.#take(next.frame, next.bytes);
        if (this.isEnded) return;
      }
    });
  }

  closed(reason: string): void {
    this.#end({ code: "CONNECTION_LOST", reason, isTheirs: false });
  }

  /** Ends it and tells the peer why. */
  end(code: LinkCode, reason: string): void {
    if (this.#phase === "ended") return;
    const said = sayable(reason);
    this.send({ kind: "BYE", code, reason: said });
    this.#end({ code, reason: said, isTheirs: false });
  }

  /** Its bytes on the wire. */
  send(frame: Frame): number {
    if (this.#phase === "ended") return 0;
    const bytes = encodeFrame(frame);
    this.#options.wire.send(bytes);
    return bytes.length;
  }

  /** Sends what there is and may be sent; true if there is more. */
  pump(): boolean {
    let isMore = false;
    this.#attempt(() => {
      isMore = this.#exchange?.pump(CHUNKS) ?? false;
    });
    return isMore && this.isLinked;
  }

  /** Tries again what waits: for its time, or for what another link has brought. */
  retry(): void {
    this.#attempt(() => this.#exchange?.retry());
  }

  /** Events of others were committed: the peer is told, soon and together with what follows. */
  committed(vector: ReadonlyMap<string, number>): void {
    this.#exchange?.committed(vector);
  }

  /** Time passes: a catch-up in which nothing comes is over. */
  passed(ms: number): void {
    this.#exchange?.passed(ms);
  }

  /** The peer may have gone without a word. */
  doubt(): void {
    this.#pulse.doubt();
  }

  figures() {
    const { offsetMicros, rttMs } = this.#pulse;
    return { offsetMicros, rttMs, ...(this.#exchange?.figures() ?? NOTHING) };
  }

  /** Whatever is thrown ends the link, and nothing else. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      const { code, reason } = faultOf(error);
      this.end(code, reason);
    }
  }

  #take(frame: Frame, bytes: number): void {
    if (frame.kind === "BYE") {
      const code = /^[A-Z_]{1,40}$/.test(frame.code) ? frame.code : "CONNECTION_LOST";
      this.#end({ code: code as LinkCode, reason: sayable(frame.reason), isTheirs: true });
      return;
    }
    if (this.#phase === "greeting") return this.#greet(frame);
    this.#linkedTake(frame, bytes);
  }

  #greet(frame: Frame): void {
    const step = this.#handshake.take(frame);
    if (step.kind === "send") {
      this.send(step.frame);
      return;
    }
    if (step.kind === "refused") {
      this.end(step.code, step.reason);
      return;
    }
    this.hello = step.hello;
    this.peer = step.peer;
    const fault = this.#options.events.proved(this);
    if (fault !== undefined) {
      this.end(fault.code, fault.message);
      return;
    }
    this.#phase = "linked";
    this.#cancelGreeting?.();
    this.#splitter.mostBytes = FRAME_BYTES;
    const { shared, events } = this.#options;
    this.#exchange = new Exchange({
      ...{ shared, hello: step.hello, wake: events.wake, catchingUp: events.catchingUp },
      send: (each) => this.send(each),
      promised: (promise) => events.promised(this, promise),
    });
    this.#exchange.begin();
    this.#pulse.begin();
  }

  #linkedTake(frame: Frame, bytes: number): void {
    if (frame.kind === "PONG") {
      this.#pulse.answered(frame.token, frame.now);
      return;
    }
    if (frame.kind === "ACK" || frame.kind === "CREDIT") this.#pulse.read();
    if (frame.kind !== "PING") {
      this.#exchange?.take(frame, bytes);
      return;
    }
    this.send({ kind: "PONG", token: frame.token, now: this.#shared.wall() });
  }

  #end(end: { code: LinkCode; reason: string; isTheirs: boolean }): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#pulse.stop();
    this.#cancelGreeting?.();
    this.#exchange?.stop();
    this.#exchange = undefined;
    this.#options.wire.close();
    this.#options.events.ended(this, end);
  }
}

/** What a peer said, or made this node say, goes to logs and terminals. */
const sayable = (reason: string) => reason.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?").slice(0, REASON_LENGTH);
