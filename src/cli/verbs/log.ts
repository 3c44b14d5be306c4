// hansard log: what is in the record, line by line.

import { type EventType, eventTypes } from "../../../events/catalogue.ts";
import { casefold, channelId } from "../../../events/names.ts";
import type { Filter } from "../../audit/filter.ts";
import type { History, Order, Passage } from "../../audit/history.ts";
import { isSince, isUntil, type Moment } from "../../audit/moment.ts";
import { assertWhole } from "../../audit/whole.ts";
import { didYouMean } from "../../config/nearest.ts";
import { askedMoment } from "../asked-moment.ts";
import { Complaint } from "../errors.ts";
import type { Io } from "../io.ts";
import { integer } from "../parse.ts";
import { type Asked, type Options, shared, verb } from "../verb.ts";

const options = {
  data: shared.data,
  channel: {
    kind: "text",
    value: "CHANNEL",
    help: "Only what happened in a channel, its members' NICK, QUIT, KILL, SETNAME and CHGHOST too.",
  },
  nick: { kind: "text", value: "NICK", help: "Only what was done by or to whoever bore the nick at that moment." },
  type: { kind: "text", value: "TYPE,...", help: "Only events of these types, such as JOIN,PART,PRIVMSG." },
  since: {
    kind: "text",
    value: "WHEN",
    help: "From this moment on: a time, @position, or how long ago (10m, 2h, 1d).",
  },
  until: { kind: "text", value: "WHEN", help: "Up to and with this moment." },
  limit: { kind: "text", value: "N", help: "At most N lines: the first with --since, else the last." },
  order: {
    kind: "text",
    value: "ORDER",
    help: "position: as this node learned it; total: as the network orders it.",
    default: "position",
  },
  follow: { kind: "flag", help: "Goes on with what is recorded from now on, until it is interrupted." },
  notes: { kind: "flag", help: "With the node's own notes: starts with their configuration, and resumptions." },
  json: shared.json,
} as const satisfies Options;

const POLL_MS = 100;
const CHUNK = 64 * 1024;
const MAX_LINES = 1_000_000_000;

export const log = verb({
  name: "log",
  summary: "Prints the record, with the names that held at each moment; works while the node runs.",
  parameters: [],
  options,
  notes: [
    "Times are UTC. A JSON object has position, id, at (microseconds since 1970), time, type, actor, actorNick and " +
      "targetNick where there are such, and the fields of the event's body.",
    "A private message whose text was not kept (record.private) is shown as such.",
  ],
  examples: [
    "hansard log --channel '#hansard' --since 2h",
    "hansard log --nick alice --type JOIN,PART,QUIT --json",
    "hansard log --limit 20 --follow",
  ],
  async run(asked, io) {
    const [{ SqliteReader }, { History, positionOfLast }, { fits }, { textOf }, { jsonOf }] = await Promise.all([
      import("../../record/sqlite-reader.ts"),
      import("../../audit/history.ts"),
      import("../../audit/filter.ts"),
      import("../../audit/passage-text.ts"),
      import("../../audit/passage-json.ts"),
    ]);
    const wanted = questionOf(asked, io);
    const reader = new SqliteReader(asked.options.data);
    try {
      assertWhole(reader);
      // The last lines of everything need not be looked for from the beginning.
      const { limit } = wanted;
      const isPlain =
        wanted.since === undefined && wanted.until === undefined && Object.keys(wanted.filter).length === 0;
      const question: Question =
        limit !== undefined && isPlain && !wanted.isWithNotes && wanted.order === "position"
          ? { ...wanted, from: positionOfLast(reader, limit) }
          : wanted;
      const history = new History(reader);
      const isShown = (passage: Passage) =>
        passage.kind === "note" ? question.isWithNotes : fits(question.filter, passage);
      const show = asked.options.json ? jsonOf : textOf;
      let left = await printFirst({ io, history, question, isShown, show });
      while (asked.options.follow && left > 0 && (await io.pause(POLL_MS))) {
        left = await print({ io, history, question, isShown, show }, left);
      }
    } finally {
      reader.close();
    }
    return 0;
  },
});

interface Question {
  readonly filter: Filter;
  readonly since: Moment | undefined;
  readonly until: Moment | undefined;
  /** Where the lines to be shown begin, when that is known beforehand. */
  readonly from?: number;
  readonly order: Order;
  readonly limit: number | undefined;
  readonly isWithNotes: boolean;
}

interface Printing {
  readonly io: Io;
  readonly history: History;
  readonly question: Question;
  readonly isShown: (passage: Passage) => boolean;
  readonly show: (passage: Passage) => string;
}

/** Prints what there is, and gives how many lines may still follow. */
async function printFirst(printing: Printing): Promise<number> {
  const { limit, since } = printing.question;
  if (limit === undefined) return print(printing, MAX_LINES);
  if (since !== undefined) return print(printing, limit);
  await printing.io.out(lastLines(printing, limit));
  return MAX_LINES;
}

async function print(printing: Printing, most: number): Promise<number> {
  let left = most;
  let chunk = "";
  for (const line of lines(printing)) {
    if (left-- <= 0) break;
    chunk += line;
    if (chunk.length < CHUNK) continue;
    await printing.io.out(chunk);
    chunk = "";
  }
  if (chunk !== "") await printing.io.out(chunk);
  return left;
}

/** The last lines, kept in a ring while the record goes by. */
function lastLines(printing: Printing, limit: number): string {
  const ring: string[] = [];
  let count = 0;
  for (const line of lines(printing)) ring[count++ % limit] = line;
  const start = count > limit ? count % limit : 0;
  return [...ring.slice(start), ...ring.slice(0, start)].join("");
}

function* lines({ history, question, isShown, show }: Printing): Iterable<string> {
  const { since, until, order, from = 0 } = question;
  const isWanted = (position: number, at: number) =>
    position >= from && isSince(since, position, at) && isUntil(until, position, at);
  for (const passage of history.walk(order, isWanted)) if (isShown(passage)) yield `${show(passage)}\n`;
}

function questionOf(asked: Asked<typeof options>, io: Io): Question {
  const { channel, nick, type, since, until, limit, order, notes, follow } = asked.options;
  if (order !== "position" && order !== "total") {
    const meant = didYouMean(order, ["position", "total"]);
    throw new Complaint("USAGE", `--order: expected position or total; found "${order}"${meant}`);
  }
  if (follow && order === "total") {
    throw new Complaint("USAGE", "--follow shows events as they are recorded; it does not go with --order total");
  }
  return {
    filter: {
      ...(channel === undefined ? {} : { channel: channelId(channel) }),
      ...(nick === undefined ? {} : { nick: casefold(nick) }),
      ...(type === undefined ? {} : { types: new Set(type.split(",").map(typeOf)) }),
    },
    since: since === undefined ? undefined : askedMoment("--since", since, io.now()),
    until: until === undefined ? undefined : askedMoment("--until", until, io.now()),
    order,
    limit: limit === undefined ? undefined : integer("--limit", limit, 1, 10_000_000),
    isWithNotes: notes,
  };
}

function typeOf(text: string): EventType {
  const wanted = text.trim().toUpperCase() as EventType;
  if (eventTypes.includes(wanted)) return wanted;
  const meant = didYouMean(wanted, eventTypes);
  throw new Complaint("USAGE", `--type: "${text}" is no type of event${meant} (there are ${eventTypes.join(", ")})`);
}
