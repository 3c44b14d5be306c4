// A line in the forms that its recipients have negotiated: each form is made once, when the first of them is told.
import { type Capabilities, MESSAGE_TAGS, SERVER_TIME, TAG_CAPABILITIES } from "../protocol/capabilities.ts";
import { timeText, withTags } from "../protocol/tags.ts";

/** What tags say of a line; the line itself is the same for everybody. */
export interface Tagged {
  /** Microseconds since 1970. */
  readonly at: number;
  /** The event's id: the same on every node. */
  readonly id?: string | undefined;
  /** The user behind the line is marked as a bot. */
  readonly isBot?: boolean | undefined;
  /** Client-only tags, as they are sent on. */
  readonly clientTags?: string | undefined;
}

/** What is told to many, in the form that each of them has negotiated. */
export interface Told {
  for(capabilities: Capabilities): string;
}

export class Form implements Told {
  readonly #lines: string;
  readonly #tagged: Tagged;
  /** Forms with tags: most lines are wanted without, and a merge tells ten thousand at once. */
  #made: (string | undefined)[] | undefined;

  /** `lines`: one line with its end, or several; then the id stands before the first. */
  constructor(lines: string, tagged: Tagged) {
    this.#lines = lines;
    this.#tagged = tagged;
  }

  for(capabilities: Capabilities): string {
    const index = capabilities & TAG_CAPABILITIES;
    if (index === 0) return this.#lines;
    this.#made ??= [];
    this.#made[index] ??= this.#make(index);
    return this.#made[index];
  }

  #make(capabilities: Capabilities): string {
    const { at, id, isBot, clientTags } = this.#tagged;
    const every: string[] = [];
    const first: string[] = [];
    if (capabilities & SERVER_TIME.bit) every.push(`time=${timeText(at)}`);
    if (capabilities & MESSAGE_TAGS.bit) {
      if (isBot) every.push("bot");
      if (id !== undefined) first.push(`msgid=${id}`);
      if (clientTags) first.push(clientTags);
    }
    const rest = every.join(";");
    const head = [...every, ...first].join(";");
    const end = this.#lines.indexOf("\n") + 1;
    if (end === this.#lines.length) return withTags(head, this.#lines);
    const others = this.#lines.slice(end).split(/(?<=\n)/);
    return withTags(head, this.#lines.slice(0, end)) + others.map((line) => withTags(rest, line)).join("");
  }
}

/** Several in a row for the same people: one append for each of them. */
export class Forms implements Told {
  readonly #forms: Form[] = [];
  readonly #made: (string | undefined)[] = [];

  get isEmpty(): boolean {
    return this.#forms.length === 0;
  }

  /** Before any of them is told. */
  add(form: Form): void {
    this.#forms.push(form);
  }

  for(capabilities: Capabilities): string {
    const index = capabilities & TAG_CAPABILITIES;
    this.#made[index] ??= this.#forms.map((form) => form.for(index)).join("");
    return this.#made[index] as string;
  }
}
