// One connection to a peer, from the first byte to the last: who is there, what comes and what goes, and why it ended.
import { hash } from "node:crypto";
import type { Vector } from "../record/vector.ts";
import type { LinkCode, LinkFault } from "./fault.ts";
import { faultOf } from "./fault-of.ts";
import { encodeFrame, FRAME_BYTES, type Frame, FrameSplitter, type Frames, STRANGER_BYTES } from "./frames.ts";
import { Handshake, type HandshakeOptions, type Hello, type KnownPeer } from "./handshake.ts";
import type { Wire, WireReceiver } from "./ports.ts";
import { Pulse } from "./pulse.ts";
import { goodbye, sayable } from "./said.ts";
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

/** What is said over it once it is known who is there. */
export interface LinkExchange {
  readonly isCatchingUp: boolean;
  /** More is to be sent than the peer takes. */
  readonly isBehind: boolean;
  begin(): void;
  stop(): void;
  /** Throws LinkFault, LogError, or what the node throws. */
  take(frame: Frame, bytes: number): void;
  /** Sends what there is and may be sent; true if there is more. Throws LogError. */
  pump(chunks: number): boolean;
  /** Throws as `take` does. */
  retry(): void;
  committed(vector: ReadonlyMap<string, number>): void;
  has(vector: Vector): void;
  passed(ms: number): void;
  figures(): ExchangeFigures;
}

interface ExchangeFigures {
  readonly sentEvents: number;
  readonly receivedEvents: number;
  readonly duplicates: number;
  readonly backlog: number;
  readonly credit: number;
}

export interface LinkOptions {
  readonly shared: Shared;
  readonly wire: Wire;
  readonly handshake: HandshakeOptions;
  /** This side called. */
  readonly isCaller: boolean;
  readonly events: LinkEvents;
  /** The peer is known. */
  readonly exchange: (link: Link, hello: Hello) => LinkExchange;
}

const SESSION_DIGITS = 16;
/** In one go, before other links get their turn. */
const CHUNKS = 8;
const NOTHING: ExchangeFigures = { sentEvents: 0, receivedEvents: 0, duplicates: 0, backlog: 0, credit: 0 };

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
  #sentBytes = 0;
  #receivedBytes = 0;
  #phase: "greeting" | "linked" | "ended" = "greeting";
  #isGreeted = false;
  /** While it is linked. */
  #exchange: LinkExchange | undefined;
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
      this.end("HANDSHAKE_TIMEOUT", `no proof within ${limits.handshakeMs} ms${this.#doubtOfPeer()}`);
    });
    this.send(this.#handshake.begin());
  }

  /** A name of the connection: the same at both ends, and no secret. */
  get session(): string {
    return hash("sha256", this.#options.wire.material, "hex").slice(0, SESSION_DIGITS);
  }

  /** A second connection, of either side's making. */
  get isBulk(): boolean {
    return this.#options.handshake.own.purpose === "bulk" || this.hello?.purpose === "bulk";
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
    this.#receivedBytes += chunk.length;
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
    this.#end({ code: "CONNECTION_LOST", reason: `${reason}${this.#doubtOfPeer()}`, isTheirs: false });
  }

  /** Ends it and tells the peer why. */
  end(code: LinkCode, reason: string): void {
    if (this.#phase === "ended") return;
    const said = sayable(reason);
    this.send({ kind: "BYE", code, reason: said });
    this.#end({ code, reason: said, isTheirs: false });
  }

  /** Gives its bytes on the wire. */
  readonly send = (frame: Frame): number => {
    if (this.#phase === "ended") return 0;
    const bytes = encodeFrame(frame);
    this.#options.wire.send(bytes);
    this.#sentBytes += bytes.length;
    return bytes.length;
  };

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

  /** The peer has all of this, and need not be sent it. */
  has(vector: Vector): void {
    this.#exchange?.has(vector);
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
    const bytes = { sentBytes: this.#sentBytes, receivedBytes: this.#receivedBytes };
    return { offsetMicros, rttMs, ...bytes, ...(this.#exchange?.figures() ?? NOTHING) };
  }

  /** Whatever is thrown ends the link, and nothing else. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      const { code, reason } = faultOf(error);
      this.end(code, `${reason}${this.#doubtOfPeer()}`);
    }
  }

  /** What has not even said HELLO may be another program, at a port that is not the peer's. */
  #doubtOfPeer(): string {
    if (!this.isCaller || this.#phase !== "greeting" || this.#isGreeted) return "";
    return `; the other end speaks TLS, but not as a hansard node does: is ${this.remote} its port for links?`;
  }

  #take(frame: Frame, bytes: number): void {
    if (frame.kind === "BYE") {
      this.#end({ ...goodbye(frame), isTheirs: true });
      return;
    }
    if (this.#phase === "greeting") return this.#greet(frame);
    this.#linkedTake(frame, bytes);
  }

  #greet(frame: Frame): void {
    const step = this.#handshake.take(frame);
    this.#isGreeted ||= frame.kind === "HELLO";
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
    this.#exchange = this.#options.exchange(this, step.hello);
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
