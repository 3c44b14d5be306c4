// A program that speaks the link protocol over real TLS and does with it whatever a test tells it to.
import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import type { Bodies, EventType } from "../../events/catalogue.ts";
import { catalogue } from "../../events/catalogue.ts";
import { encodeBody, encodeHeader } from "../../events/codec.ts";
import { commitmentOf } from "../../events/commitment.ts";
import type { Header } from "../../events/envelope.ts";
import { leafOf, MerkleTree } from "../../events/merkle.ts";
import type { Micros, NodeId, Origin, UserId } from "../../events/names.ts";
import { type Carried, encodeFrame, type Frame, FrameSplitter } from "../../src/link/frames.ts";
import { EXPORTER_BYTES, EXPORTER_LABEL, Handshake, type HandshakeOptions } from "../../src/link/handshake.ts";
import { type Identity, isSigned } from "../../src/link/identity.ts";
import { promiseText, sealText } from "../../src/link/signed.ts";
import type { Vector } from "../../src/record/vector.ts";

/** An origin whose events a test makes by hand, right or wrong. */
export class Forge {
  readonly events: Carried[] = [];
  readonly origin: Origin;
  at: number;
  readonly #identity: Identity;
  readonly #tree = new MerkleTree();

  constructor(origin: string, identity: Identity, at = Date.now() * 1000) {
    this.origin = origin as Origin;
    this.#identity = identity;
    this.at = at;
  }

  get user(): UserId {
    return `${this.origin}.1` as UserId;
  }

  open(change: Partial<Bodies["OPEN"]> = {}): this {
    const node = this.origin.slice(0, 3) as NodeId;
    const body = { node, name: "bad.example", software: "bad", firstUser: 1, key: this.#identity.key, ...change };
    return this.add("OPEN", body);
  }

  say(text: string, change: Partial<Header> = {}): this {
    return this.add("PRIVMSG", { channel: "#c" as never, text }, { actor: this.user, ...change });
  }

  /** The next event, canonical and bound to its body; its header with what is changed. */
  add<T extends EventType>(type: T, body: Bodies[T], change: Partial<Header> = {}): this {
    const seq = this.events.length + 1;
    const { version } = catalogue[type];
    const header = { origin: this.origin, seq, at: ++this.at as Micros, type, version, ...change };
    const text = encodeBody(type, body);
    const salt = Buffer.alloc(16, seq);
    return this.raw([encodeHeader(header), salt.toString("base64"), text, null]);
  }

  /** The next event, whatever it is, covered by the heads that follow. */
  raw(carried: Carried): this {
    const [header, salt, body, commitment] = carried;
    const isWhole = salt !== null && body !== null;
    const digest = isWhole ? commitmentOf(Buffer.from(salt, "base64"), body) : Buffer.from(commitment ?? "", "base64");
    this.#tree.append(leafOf(header, digest));
    this.events.push(carried);
    return this;
  }

  /** The head over all events so far. */
  seal(change: { root?: string; count?: number; signature?: string } = {}): Frame {
    const said = { origin: this.origin as string, ...this.#tree.head(), ...change };
    return { kind: "SEAL", ...said, signature: change.signature ?? this.#identity.sign(sealText(said)) };
  }

  promise(seq: number, at: number, signature?: string): Frame {
    const said = { origin: this.origin as string, seq, at };
    return { kind: "PROMISE", ...said, signature: signature ?? this.#identity.sign(promiseText(said)) };
  }
}

export interface BadPeerOptions {
  readonly port: number;
  readonly identity: Identity;
  readonly origin: string;
  /** Of the node that is called. */
  readonly peer: { readonly name: string; readonly key: string };
  readonly change?: Partial<HandshakeOptions>;
  /** A TLS session to take up. */
  readonly session?: Buffer | undefined;
}

export class BadPeer {
  /** The last TLS session that was given. */
  session: Buffer | undefined;
  readonly frames: Frame[] = [];
  isClosed = false;
  readonly #options: BadPeerOptions;
  readonly #socket: TLSSocket;
  readonly #splitter = new FrameSplitter();

  private constructor(options: BadPeerOptions, socket: TLSSocket) {
    this.#options = options;
    this.#socket = socket;
    socket.on("error", () => undefined);
    socket.on("session", (session) => {
      this.session = session;
    });
    socket.on("data", (chunk: Buffer) => {
      this.#splitter.push(chunk);
      for (let next = this.#splitter.next(); next !== undefined; next = this.#splitter.next()) {
        this.frames.push(next.frame);
        if (next.frame.kind === "PING") this.send({ kind: "PONG", token: next.frame.token, now: Date.now() * 1000 });
      }
    });
    socket.once("close", () => {
      this.isClosed = true;
    });
  }

  static async connect(options: BadPeerOptions): Promise<BadPeer> {
    const { port, session } = options;
    const way = { host: "127.0.0.1", port, rejectUnauthorized: false, minVersion: "TLSv1.3" } as const;
    const socket = connect(session ? { ...way, session } : way);
    await once(socket, "secureConnect");
    return new BadPeer(options, socket);
  }

  get isResumed(): boolean {
    return this.#socket.isSessionReused();
  }

  get material(): Buffer {
    return this.#socket.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.alloc(0));
  }

  /** Shakes hands as it should be done, but for what was changed. */
  async greet(): Promise<this> {
    const { identity, origin, peer, change } = this.#options;
    const handshake = new Handshake({
      identity,
      isSigned,
      own: { network: "Net", node: origin.slice(0, 3), origin, name: "bad.example", software: "bad", events: {} },
      peers: [peer],
      material: this.material,
      now: () => Date.now() * 1000,
      keyOf: () => undefined,
      ...change,
    });
    this.send(handshake.begin());
    const hello = await this.next("HELLO");
    if (hello === undefined) return this;
    const step = handshake.take(hello);
    if (step.kind === "send") this.send(step.frame);
    return this;
  }

  /** Is linked, and says that it has nothing but what the vector says. */
  async link(vector: Vector = {}): Promise<this> {
    await this.greet();
    await this.next("HAVE");
    return this.send({ kind: "HAVE", vector });
  }

  send(...frames: readonly Frame[]): this {
    for (const frame of frames) this.bytes(encodeFrame(frame));
    return this;
  }

  events(...events: readonly Carried[]): this {
    return this.send({ kind: "EVENTS", events });
  }

  bytes(bytes: Uint8Array): this {
    if (this.#socket.writable) this.#socket.write(bytes);
    return this;
  }

  /** The first frame of the kind that came or comes; undefined if the connection ends without. */
  async next<K extends Frame["kind"]>(kind: K): Promise<(Frame & { readonly kind: K }) | undefined> {
    const found = () => this.frames.find((frame): frame is Frame & { readonly kind: K } => frame.kind === kind);
    await eventually(() => found() !== undefined || this.isClosed);
    return found();
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** Waits until it is so; throws after five seconds. */
export async function eventually(isSo: () => boolean): Promise<void> {
  for (let n = 0; n < 1000; n++) {
    if (isSo()) return;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error(`never came to be: ${isSo}`);
}
