// Tries a link and makes none: says HELLO, checks the peer's HELLO and PROOF, and says goodbye without a PROOF of its
// own. A peer replaces no link by a connection that proved nothing, so a running node is not disturbed.
import type { Ports } from "../record/ports.ts";
import type { LinkCode } from "./fault.ts";
import { encodeFrame, type Frame, FrameSplitter, STRANGER_BYTES } from "./frames.ts";
import { Handshake, type HandshakeOptions, type Hello } from "./handshake.ts";
import type { CallFailure, Peer, Transport, Wire, WireReceiver } from "./ports.ts";
import { goodbye, sayable } from "./said.ts";

export interface ProbeOptions {
  readonly transport: Transport;
  readonly ports: Ports;
  /** Who this node is, and whom it knows. */
  readonly handshake: Omit<HandshakeOptions, "material" | "now" | "expected">;
  readonly peer: Peer & { readonly address: string };
  /** From the connection to the answer. */
  readonly handshakeMs: number;
}

/** Why one side would not link. */
export interface Refusal {
  readonly code: LinkCode;
  readonly reason: string;
}

export type Probed =
  | { readonly kind: "unreachable"; readonly failure: CallFailure; readonly reason: string }
  /** Something secured the connection that is no hansard node, or none that serves. */
  | { readonly kind: "stranger"; readonly reason: string }
  | {
      readonly kind: "refused";
      /** What this node has against the peer, and the peer against this node; one at least. */
      readonly here: Refusal | undefined;
      readonly there: Refusal | undefined;
      readonly hello: Hello | undefined;
    }
  | {
      readonly kind: "well";
      readonly hello: Hello;
      readonly remote: string;
      /** From HELLO to PROOF: a round trip and two signatures. */
      readonly tookMs: number;
      /** How far the peer's clock is ahead, give or take as much as it took. */
      readonly offsetMicros: number;
    };

/** How long the peer's own refusal is waited for, once this node has found something to refuse. */
const SECOND_OPINION_MS = 1000;

export function probe(options: ProbeOptions): Promise<Probed> {
  return new Promise((resolve) => {
    options.transport.connect(
      options.peer.address,
      (wire) => new Probe(options, wire, resolve),
      (reason, failure = "other") => resolve({ kind: "unreachable", failure, reason }),
    );
  });
}

class Probe implements WireReceiver {
  readonly #options: ProbeOptions;
  readonly #wire: Wire;
  readonly #done: (probed: Probed) => void;
  readonly #splitter = new FrameSplitter(STRANGER_BYTES);
  readonly #handshake: Handshake;
  readonly #beganAt: number;
  #hello: (Hello & { readonly heardAt: number }) | undefined;
  #here: Refusal | undefined;
  #cancel: () => void;
  #isOver = false;

  constructor(options: ProbeOptions, wire: Wire, done: (probed: Probed) => void) {
    const { ports, handshake, peer, handshakeMs } = options;
    this.#options = options;
    this.#wire = wire;
    this.#done = done;
    this.#handshake = new Handshake({
      ...handshake,
      expected: peer.name,
      material: wire.material,
      now: ports.wall,
    });
    this.#beganAt = ports.wall();
    wire.send(encodeFrame(this.#handshake.begin()));
    this.#cancel = ports.scheduler.after(handshakeMs, () => this.#silent(`nothing more came in ${handshakeMs} ms`));
  }

  data(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#splitter.push(chunk);
    try {
      for (let next = this.#splitter.next(); next !== undefined && !this.#isOver; next = this.#splitter.next()) {
        this.#take(next.frame);
      }
    } catch (error) {
      this.#silent(`what came is not the link protocol (${(error as Error).message})`);
    }
  }

  closed(reason: string): void {
    this.#silent(reason);
  }

  #take(frame: Frame): void {
    if (frame.kind === "BYE") {
      return this.#end({ kind: "refused", here: this.#here, there: goodbye(frame), hello: this.#hello });
    }
    if (this.#here !== undefined) return;
    const heardAt = this.#options.ports.wall();
    const step = this.#handshake.take(frame);
    if (frame.kind === "HELLO") this.#hello ??= { ...readable(frame), heardAt };
    if (step.kind === "refused") return this.#refuse({ code: step.code, reason: sayable(step.reason) });
    if (step.kind === "linked") this.#well(readable(step.hello));
    // The PROOF that the handshake would send now is kept back.
  }

  /** The peer may have something to say as well. */
  #refuse(here: Refusal): void {
    this.#here = here;
    this.#cancel();
    this.#cancel = this.#options.ports.scheduler.after(SECOND_OPINION_MS, () => this.#silent(""));
  }

  #well(hello: Hello): void {
    const { wall } = this.#options.ports;
    const heardAt = this.#hello?.heardAt ?? wall();
    const middle = (this.#beganAt + heardAt) / 2;
    const tookMs = (wall() - this.#beganAt) / 1000;
    this.#end({ kind: "well", hello, remote: this.#wire.remote, tookMs, offsetMicros: Math.round(hello.now - middle) });
  }

  /** Nothing more comes: what is known by now is the answer. */
  #silent(reason: string): void {
    const hello = this.#hello;
    if (this.#here !== undefined) return this.#end({ kind: "refused", here: this.#here, there: undefined, hello });
    this.#end({ kind: "stranger", reason: hello === undefined ? reason : `it said HELLO, and no PROOF: ${reason}` });
  }

  #end(probed: Probed): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancel();
    this.#wire.send(encodeFrame({ kind: "BYE", code: "PROBED", reason: "a test of the link, which is over" }));
    this.#wire.close();
    this.#done(probed);
  }
}

const readable = (hello: Hello): Hello => ({
  ...hello,
  node: sayable(hello.node),
  name: sayable(hello.name),
  software: sayable(hello.software),
  key: sayable(hello.key),
});
