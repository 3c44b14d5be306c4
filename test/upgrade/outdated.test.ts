// A node that meets an event of a newer build: it sends its users away, serves nobody, and goes on storing what comes.
import { describe, expect, it } from "vitest";
import type { Recorded } from "../../events/envelope.ts";
import type { Micros, Origin } from "../../events/names.ts";
import type { LogError } from "../../src/record/log.ts";
import { entries } from "../../src/record/replay.ts";
import type { Arrival } from "../../src/record/turn.ts";
import { FailingLog } from "../properties/failing-log.ts";
import { VirtualNode } from "../support/virtual-node.ts";

const PEER = "2BB.e1" as Origin;
const RETRY_MS = 5000;

type Arriving = readonly [type: string, version: number, body: object];

class Outdated {
  readonly log = new FailingLog();
  readonly node = new VirtualNode({ log: this.log });
  readonly alice = this.node.connect();
  #seq = 0;

  constructor() {
    this.node.say(this.alice, "NICK alice\r\nUSER u 0 * :Alice");
    this.node.say(this.alice, "JOIN #c");
  }

  /** Events of the peer arrive in one batch, as a link would bring them. */
  arrive(...events: readonly Arriving[]): void {
    const { record } = this.node.node;
    const arrivals = events.map(([type, version, body]): Arrival => {
      const seq = ++this.#seq;
      const at = (record.greatest + seq) as Micros;
      const header = `{"origin":"${PEER}","seq":${seq},"at":${at},"type":"${type}","version":${version}}`;
      const isKnown = type !== "POKE";
      const event = { origin: PEER, seq, at, type, version, body: isKnown ? body : null } as unknown as Recorded;
      const entry = { origin: PEER, seq, header, salt: Buffer.alloc(16), body: JSON.stringify(body), commitment: null };
      return { event, entry };
    });
    record.admit(arrivals, []);
  }

  opens(): this {
    this.arrive(["OPEN", 2, { node: "2BB", name: "irc.b", software: "newer", firstUser: 0, understands: "POKE:1" }]);
    this.node.settle();
    return this;
  }

  /** The last event arrives once more. */
  again(event: Arriving): void {
    this.#seq--;
    this.arrive(event);
  }

  get stored(): readonly string[] {
    return [...entries(this.log)].flatMap(({ origin, header }) =>
      origin === null ? [] : [`${origin === PEER ? "peer" : "own"} ${(JSON.parse(header) as { type: string }).type}`],
    );
  }
}

const poke = ["POKE", 1, { text: "you" }] as const;

describe("an event of a newer build", () => {
  it("sends the users away, in an epoch that ends with them, and is said to the operator", () => {
    const world = new Outdated().opens();
    const { node, alice } = world;
    world.arrive(poke);
    node.settle();
    expect(node.lines(alice)).toEqual([
      "ERROR :Closing link: 192.0.2.1 (This server must be upgraded; connect to another one)",
    ]);
    expect(world.stored.slice(-3)).toEqual(["peer OPEN", "peer POKE", "own OPEN"]);
    expect(node.troubles.filter(({ kind }) => kind === "outdated")).toMatchObject([
      { event: { origin: PEER, seq: 2, type: "POKE", version: 1 } },
    ]);
    expect(node.node.network.state.users.size).toBe(0);
  });

  it("is stored with all that comes after it, of which nothing is folded", () => {
    const world = new Outdated().opens();
    world.arrive(poke, ["LINK", 1, { peer: "1HS.x", session: "0" }], ["CLOSE", 1, { reason: "bye" }]);
    world.arrive(["UNLINK", 1, { peer: "1HS.x", reason: "" }]);
    world.node.settle();
    expect(world.stored.filter((each) => each.startsWith("peer"))).toEqual(
      ["OPEN", "POKE", "LINK", "CLOSE", "UNLINK"].map((type) => `peer ${type}`),
    );
    expect(world.node.node.network.state.links.size).toBe(0);
    expect(world.node.node.network.state.origins.get(PEER)?.isClosed).toBe(false);
  });

  it("leaves no command that makes an event, from the moment at which it is admitted", () => {
    const world = new Outdated().opens();
    const { node, alice } = world;
    world.arrive(poke);
    node.feed(alice, "JOIN #d\r\n");
    node.settle();
    expect(node.lines(alice)[0]).toMatch(/NOTICE alice :\*\*\* JOIN: Not carried out: .* \(UPGRADE_NEEDED\)$/);
    const before = world.stored;
    const bob = node.connect();
    expect(node.say(bob, "NICK bob\r\nUSER u 0 * :Bob").slice(-2)).toEqual([
      expect.stringMatching(/NICK: Not carried out: this server must be upgraded first.*\(UPGRADE_NEEDED\)$/),
      "ERROR :Closing link: 192.0.2.1 (This server must be upgraded; connect to another one)",
    ]);
    expect(world.stored).toEqual(before);
  });

  it("that could not be committed changes nothing, and when it comes again it does", () => {
    const world = new Outdated().opens();
    const { node, alice, log } = world;
    log.isFailing = true;
    world.arrive(poke);
    node.settle();
    log.isFailing = false;
    node.pass(RETRY_MS);
    node.lines(alice);
    expect(node.say(alice, "TOPIC #c :still here")).toEqual([expect.stringContaining("TOPIC #c :still here")]);
    expect(world.stored).not.toContain("peer POKE");
    world.again(poke);
    node.settle();
    expect(node.lines(alice).at(-1)).toMatch(/^ERROR :.*This server must be upgraded/);
    expect(world.stored.slice(-2)).toEqual(["peer POKE", "own OPEN"]);
  });

  it("is a reason not to start on the log again, which loses nothing", async () => {
    const world = new Outdated().opens();
    world.arrive(poke);
    world.node.settle();
    await world.node.stop();
    const before = world.stored;
    const start = () => new VirtualNode({ log: world.log, ports: world.node.ports });
    expect(start).toThrow(expect.objectContaining({ code: "LOG_NEWER" } satisfies Partial<LogError>));
    expect(start).toThrow(/position \d+: POKE version 1 is not known to this build; upgrade this node/);
    expect(world.stored).toEqual(before);
  });
});
