// The place of each event: its origin's numbers and times, and the numbers of users. Knows nothing of channels.
import type { AnyEvent, Recorded } from "../../../events/envelope.ts";
import { type NodeId, nodeOf, numberOf, type Origin, originOf, type UserId } from "../../../events/names.ts";
import { must } from "./violation.ts";

interface Epoch {
  seq: number;
  at: number;
  /** By its own word, or by the opening of a later one. */
  end: "none" | "closed" | "followed";
  readonly firstUser: number;
  readonly users: Set<number>;
}

export class Places {
  readonly #epochs = new Map<Origin, Epoch>();
  /** Where the numbers of a node's next users may begin. */
  readonly #nextUser = new Map<NodeId, number>();
  readonly #open = new Map<NodeId, Epoch>();
  readonly #isAlone: boolean;

  /** `isAlone`: all events are of one node, and stand where it made them. Else those of an old epoch may come late. */
  constructor(isAlone: boolean) {
    this.#isAlone = isAlone;
  }

  get origins(): number {
    return this.#epochs.size;
  }

  /** Throws Violation. Call it before the event is folded. */
  take(event: Recorded): void {
    const epoch = this.#epochs.get(event.origin);
    if (epoch === undefined) return this.#first(event);
    must(event.seq === epoch.seq + 1, "N2", () => `${event.origin} has number ${event.seq} after ${epoch.seq}`);
    must(event.at > epoch.at, "R1", () => `its time, ${event.at}, is not after ${epoch.at}, its origin's last`);
    must(event.type !== "OPEN", "R1", () => `${event.origin} is opened a second time`);
    const isOver = epoch.end === "closed" || (epoch.end === "followed" && this.#isAlone);
    must(!isOver, "R1", () => `${event.origin} was closed before`);
    epoch.seq = event.seq;
    epoch.at = event.at;
    if (event.type === "CLOSE") end(epoch, "closed");
    if (event.type === "CONNECT") this.#connect(event, epoch);
  }

  #first(event: Recorded): void {
    const { origin, seq, at } = event;
    must(seq === 1, "N2", () => `the first event of ${origin} has number ${seq}`);
    must(
      event.type === "OPEN" && event.body !== null,
      "R1",
      () => `${origin} begins with ${event.type}, not with OPEN`,
    );
    const { node, firstUser } = (event as AnyEvent & { type: "OPEN" }).body;
    must(node === nodeOf(origin), "R1", () => `${origin} opens as node ${node}`);
    const next = this.#nextUser.get(node) ?? 0;
    must(
      firstUser >= next || !this.#isAlone,
      "N2",
      () => `users of ${origin} begin at ${firstUser}; numbers below ${next} are used`,
    );
    const earlier = this.#open.get(node);
    if (earlier?.end === "none") end(earlier, "followed");
    const epoch: Epoch = { seq, at, end: "none", firstUser, users: new Set() };
    this.#epochs.set(origin, epoch);
    this.#open.set(node, epoch);
    this.#nextUser.set(node, Math.max(next, firstUser));
  }

  #connect(event: Recorded, epoch: Epoch): void {
    const user = event.actor as UserId;
    must(user !== undefined && originOf(user) === event.origin, "R1", () => `${user} is no user of ${event.origin}`);
    const number = numberOf(user);
    const isFresh = Number.isSafeInteger(number) && number >= epoch.firstUser && !epoch.users.has(number);
    must(isFresh, "N2", () => `the user number of ${user} was used before`);
    epoch.users.add(number);
    const node = nodeOf(event.origin);
    this.#nextUser.set(node, Math.max(this.#nextUser.get(node) ?? 0, number + 1));
  }
}

/** An epoch that is closed takes no more users: their numbers need not be kept one by one. */
function end(epoch: Epoch, how: "closed" | "followed"): void {
  epoch.end = how;
  if (how === "closed") epoch.users.clear();
}
