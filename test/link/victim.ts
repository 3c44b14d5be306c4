// A node that is linked with a friend and lets a bad peer in, and what must hold after each refusal.
import { expect } from "vitest";
import type { LinkCode } from "../../src/link/fault.ts";
import type { HandshakeOptions } from "../../src/link/handshake.ts";
import type { Identity } from "../../src/link/identity.ts";
import type { Vector } from "../../src/record/vector.ts";
import { BadPeer, eventually } from "./bad-peer.ts";
import { headersOf, identityOfNode } from "./rig.ts";
import { type Served, served } from "./served.ts";

export const bad: Identity = identityOfNode("9ZZ");
const peer = { name: "1aa.example", key: identityOfNode("1AA").key };
const limits = {
  ...{ handshakeMs: 400, unproved: 6, unsealedBytes: 200_000, windowBytes: 150_000, promiseMs: 50 },
  ...{ catchUpEvents: 10, catchUpIdleMs: 300, creditBytes: 200_000, bulkWindowBytes: 50_000, bulkRetryMs: 100 },
  bulkIdleMs: 1500,
};

export class Victim {
  readonly node: Served["node"];
  readonly links: Served["links"];
  readonly notices: Served["notices"];
  readonly friend: Served;
  readonly #served: Served;
  #epochs = 0;

  private constructor(own: Served, friend: Served) {
    this.#served = own;
    this.node = own.node;
    this.links = own.links;
    this.notices = own.notices;
    this.friend = friend;
  }

  /** `trusts`: whose snapshots it takes. */
  static async linked(trusts: readonly string[] = []): Promise<Victim> {
    const own = await served("1AA", { known: ["2BB", "9ZZ"], limits, trusts });
    const friend = await served("2BB", { known: ["1AA"], calls: { "1AA": own.port } });
    await eventually(() => own.links.figures().length === 1 && friend.links.figures().length === 1);
    return new Victim(own, friend);
  }

  async close(): Promise<void> {
    await this.friend.close();
    await this.#served.close();
  }

  /** The peers are configured anew, as they were: what was held against their snapshots is forgotten. */
  forgive(): void {
    this.links.setPeers(this.links.peers.all);
  }

  newOrigin(): string {
    return `9ZZ.c${++this.#epochs}`;
  }

  connected(origin: string, change: Partial<HandshakeOptions> = {}, identity = bad): Promise<BadPeer> {
    return BadPeer.connect({ port: this.#served.port, identity, origin, peer, change });
  }

  /** Connects with the TLS session of an earlier connection. */
  resumed(former: BadPeer, origin: string, change: Partial<HandshakeOptions> = {}): Promise<BadPeer> {
    return BadPeer.connect({
      ...{ port: this.#served.port, identity: bad, origin, peer, change },
      session: former.session,
    });
  }

  async met(origin: string, vector: Vector = {}): Promise<BadPeer> {
    return (await this.connected(origin)).link(vector);
  }

  /** Events of an origin that it has. */
  of(origin: string): readonly string[] {
    return headersOf(this.node).filter((header) => header.includes(`"origin":"${origin}"`));
  }

  /** Both sides know the code and the reason, nothing more of the origin is there, and the other link is as it was. */
  async expectRefused(one: BadPeer, code: LinkCode, { origin = "none", held = 0 } = {}): Promise<void> {
    const since = this.#sinceOfFriend();
    const bye = await one.next("BYE");
    expect(bye).toMatchObject({ code });
    expect(bye?.reason.length).toBeGreaterThan(10);
    await eventually(() => one.isClosed);
    // What is said again, or differs by numbers alone, is told once.
    const told = this.notices.flatMap((each) => ("code" in each ? [{ ...each, reason: gist(each.reason) }] : []));
    expect(told).toContainEqual(expect.objectContaining({ code, reason: gist(String(bye?.reason)) }));
    expect(this.of(origin)).toHaveLength(held);
    await this.expectFriendHeard(`after ${code}`);
    expect(this.#sinceOfFriend()).toBe(since);
  }

  async expectFriendHeard(text: string): Promise<void> {
    const { node } = this.friend;
    node.say(text);
    node.settle();
    await eventually(() => this.node.have.get(node.origin) === node.have.get(node.origin));
  }

  #sinceOfFriend(): number | undefined {
    return this.links.figures().find(({ node }) => node === "2BB")?.since;
  }
}

const gist = (reason: string) => reason.replace(/\d+/g, "0");
