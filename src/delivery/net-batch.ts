// Those who go or come together because their node is out of reach or back: for clients that know batches their lines
// stand between two that say so (IRCv3 netsplit and netjoin).
import { nodeOf, type Origin } from "../../events/names.ts";
import { BATCH, type Capabilities, has, TAG_CAPABILITIES } from "../protocol/capabilities.ts";
import { withTags } from "../protocol/tags.ts";
import { toLine } from "../protocol/text.ts";
import { Form, type Told } from "./form.ts";
import type { Outbox } from "./outbox.ts";

export interface NetBatchOptions {
  readonly kind: "netsplit" | "netjoin";
  readonly origin: Origin;
  /** The name of this node. */
  readonly server: string;
  /** The name of the other one. */
  readonly peer: string;
  /** Microseconds since 1970. */
  readonly at: number;
}

export class NetBatch {
  readonly #reference: string;
  readonly #first: Form;
  readonly #last: Form;
  readonly #opened = new Set<Outbox>();

  constructor({ kind, origin, server, peer, at }: NetBatchOptions) {
    this.#reference = `${kind}-${nodeOf(origin)}-${at.toString(36)}`;
    const form = (text: string) => new Form(toLine(`:${server} BATCH ${text}`), { at });
    this.#first = form(`+${this.#reference} ${kind} ${server} ${peer}`);
    this.#last = form(`-${this.#reference}`);
  }

  tell(outboxes: Iterable<Outbox>, told: Told): void {
    const made: (string | undefined)[] = [];
    for (const outbox of outboxes) {
      const { capabilities } = outbox;
      if (!has(capabilities, BATCH)) {
        outbox.append(told.for(capabilities));
        continue;
      }
      if (!this.#opened.has(outbox)) outbox.append(this.#first.for(capabilities));
      this.#opened.add(outbox);
      const index = capabilities & TAG_CAPABILITIES;
      made[index] ??= this.#inside(told, capabilities);
      outbox.append(made[index]);
    }
  }

  end(): void {
    for (const outbox of this.#opened) outbox.append(this.#last.for(outbox.capabilities));
  }

  #inside(told: Told, capabilities: Capabilities): string {
    const lines = told.for(capabilities).split(/(?<=\n)/);
    return lines.map((line) => withTags(`batch=${this.#reference}`, line)).join("");
  }
}
