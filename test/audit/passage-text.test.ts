import { describe, expect, it } from "vitest";
import { type EventType, eventTypes } from "../../events/catalogue.ts";
import { type ChannelId, casefold, channelId, type Origin } from "../../events/names.ts";
import { type Filter, fits } from "../../src/audit/filter.ts";
import { History, positionOfLast } from "../../src/audit/history.ts";
import { jsonOf } from "../../src/audit/passage-json.ts";
import { textOf } from "../../src/audit/passage-text.ts";
import { ORIGIN, Scribe, START, user } from "./recorded.ts";

const C = "#c" as ChannelId;
const all = () => true;

/** Every type of event, with a rename in the middle. */
function everything(): Scribe {
  const scribe = new Scribe().open().connect(0, "alice").event("ADDRESS", user(0), { address: "192.0.2.1", port: 5 });
  scribe.connect(1, "bob").join(0, "#C").join(1, "#c");
  const by = "alice!~alice@h";
  const changes = [
    ["+", "flag", "m"],
    ["+", "status", "o", user(1)],
    ["-", "status", "v", user(1)],
  ] as const;
  return scribe
    .event("MODE", user(0), { channel: C, changes, by })
    .event("TOPIC", user(0), { channel: C, text: "news", by })
    .event("NICK", user(0), { nick: "Anna" })
    .event("PRIVMSG", user(0), { channel: C, text: "hi \u0002there\u001b[2J" })
    .event("PRIVMSG", user(0), { channel: C, text: "\u0001ACTION waves\u0001" })
    .event("NOTICE", user(1), { channel: C, text: "psst" })
    .event("PRIVMSG", undefined, { sender: user(1), target: user(0), text: "just you" }, { to: ["1HS"] })
    .event("INVITE", user(0), { channel: C, target: user(1) })
    .event("AWAY", user(1), { text: "tea" })
    .event("AWAY", user(1), {})
    .event("UMODE", user(1), { add: "i", remove: "w" })
    .event("PART", user(1), { channel: C, reason: "later" })
    .join(1, "#c")
    .event("KICK", user(0), { channel: C, target: user(1), reason: "out" })
    .event("TAGMSG", user(1), { channel: C, tags: "+typing=active" })
    .event("TAGMSG", undefined, { sender: user(1), target: user(0), tags: "+react=x" }, { to: ["1HS"] })
    .event("SETNAME", user(0), { realname: "Anna A" })
    .event("KNOCK", user(1), { channel: C })
    .event("QUIT", user(1), { reason: "bye" })
    .append(officially)
    .event("CLOSE", undefined, { reason: "done" });
}

/** What operators of the network do: a third user is one, a fourth meets it. */
function officially(scribe: Scribe): void {
  const by = "root!~root@h";
  const end = START + 3_600_000_000;
  scribe
    .connect(2, "root")
    .connect(3, "dave")
    .join(3, "#c")
    .event("OPER", user(2), { name: "boss", privileges: "ban chghost kill links samode wallops" })
    .event("SAMODE", user(2), { channel: C, changes: [["+", "status", "v", user(3)]], by })
    .event("CHGHOST", user(2), { target: user(3), username: "~d", host: "cloud" })
    .event("WALLOPS", user(2), { text: "mind the gap" })
    .event("KLINE", user(2), { mask: "*@bad", reason: "spam", until: 0, by })
    .event("DLINE", user(2), { mask: "192.0.2.0/24", reason: "flood", until: end, by })
    .event("UNKLINE", user(2), { mask: "*@bad" })
    .event("UNDLINE", user(2), { mask: "192.0.2.0/24" })
    .event("KILL", user(2), { target: user(3), reason: "enough" })
    .event("LINK", undefined, { peer: "2AB.zzzzzz" as Origin, session: "s" })
    .event("UNLINK", undefined, { peer: "2AB.zzzzzz" as Origin, reason: "silent for 60 s" })
    .event("GONE", user(2), { origins: "2AB.zzzzzz:7" });
}

const passages = (scribe: Scribe) => [...new History(scribe.log()).walk("position", all)];
const texts = (scribe: Scribe) => passages(scribe).map((passage) => textOf(passage).slice(24));

describe("the record as lines", () => {
  it("tells each type of event, with the nicks of that moment", () => {
    expect(texts(everything())).toEqual([
      "irc.test opened 1HS.abc123 (x)",
      "alice!~alice@h connected (r)",
      "alice connected from 192.0.2.1 port 5",
      "bob!~bob@h connected (r)",
      "alice!~alice@h joined #C",
      "bob!~bob@h joined #c",
      "alice set +mo-v bob bob on #c",
      "alice set the topic of #c: news",
      "alice is now known as Anna",
      "#c <Anna> hi \\x02there\\x1b[2J",
      "#c * Anna waves",
      "#c -bob- psst",
      "private to Anna <bob> just you",
      "Anna invited bob to #c",
      "bob is away (tea)",
      "bob is back",
      "bob set +i-w",
      "bob!~bob@h left #c (later)",
      "bob!~bob@h joined #c",
      "Anna kicked bob from #c (out)",
      "bob sent tags to #c: +typing=active",
      "bob sent tags to Anna privately: +react=x",
      "Anna changed their realname to Anna A",
      "bob!~bob@h knocked at #c",
      "bob!~bob@h quit (bye)",
      "root!~root@h connected (r)",
      "dave!~dave@h connected (r)",
      "dave!~dave@h joined #c",
      "root became an operator as boss (ban chghost kill links samode wallops)",
      "root set +v dave on #c by right of office",
      "root changed the host of dave to ~d@cloud",
      "root wrote to all with +w: mind the gap",
      "root set KLINE *@bad for good (spam)",
      "root set DLINE 192.0.2.0/24 until 2026-11-23 21:00:00.000 (flood)",
      "root lifted KLINE *@bad",
      "root lifted DLINE 192.0.2.0/24",
      "root killed dave (enough)",
      "1HS linked with 2AB.zzzzzz",
      "1HS lost its link with 2AB.zzzzzz (silent for 60 s)",
      "root gave up 2AB.zzzzzz:7",
      "1HS closed 1HS.abc123 (done)",
    ]);
    const met = new Set(
      passages(everything()).flatMap((passage) => (passage.kind === "event" ? [passage.event.type] : [])),
    );
    expect([...met].sort()).toEqual([...eventTypes].sort());
  });

  it("begins with the time to the millisecond, UTC", () => {
    expect(textOf(passages(everything())[0] as never).slice(0, 24)).toBe("2026-11-23 20:00:01.000 ");
  });

  it("says that a private message's text was not kept", () => {
    const scribe = everything();
    const entry = scribe.entries[12];
    scribe.entries[12] = { ...entry, body: null, salt: null, commitment: new Uint8Array(32) } as NonNullable<
      typeof entry
    >;
    expect(texts(scribe)[12]).toBe("private PRIVMSG for 1HS (its text was not kept)");
    expect(JSON.parse(jsonOf(passages(scribe)[12] as never))).toMatchObject({ isBodyKept: false, actor: null });
  });

  it("as JSON has the header's fields, the body's beside them, and the nicks", () => {
    expect(JSON.parse(jsonOf(passages(everything())[19] as never))).toEqual({
      position: 20,
      id: `${ORIGIN}-20`,
      at: START + 20_000_000,
      time: "2026-11-23T20:00:20.000000Z",
      type: "KICK",
      actor: user(0),
      actorNick: "Anna",
      targetNick: "bob",
      channel: "#c",
      target: user(1),
      reason: "out",
    });
  });
});

describe("what is asked of the record", () => {
  const chosen = (filter: Filter) => {
    const history = new History(everything().join(1, "#d").log());
    const found: EventType[] = [];
    for (const passage of history.walk("position", all)) {
      if (passage.kind === "event" && fits(filter, passage)) found.push(passage.event.type);
    }
    return found.join(" ");
  };

  it("of a channel is what names it, and what its members saw of each other", () => {
    expect(chosen({ channel: channelId("#C") })).toBe(
      "JOIN JOIN MODE TOPIC NICK PRIVMSG PRIVMSG NOTICE INVITE PART JOIN KICK TAGMSG SETNAME KNOCK " +
        "JOIN SAMODE CHGHOST KILL CLOSE",
    );
  });

  it("of a nick is what its bearer of that moment did, and what was done to them", () => {
    expect(chosen({ nick: casefold("ALICE") })).toBe("CONNECT ADDRESS JOIN MODE TOPIC NICK");
    expect(chosen({ nick: casefold("anna") })).toBe("NICK PRIVMSG PRIVMSG PRIVMSG INVITE KICK TAGMSG SETNAME CLOSE");
  });

  it("of a nick is what operators did to its bearer, and of an operator's all that they did", () => {
    expect(chosen({ nick: casefold("dave") })).toBe("CONNECT JOIN SAMODE CHGHOST KILL");
    expect(chosen({ nick: casefold("root") })).toBe(
      "CONNECT OPER SAMODE CHGHOST WALLOPS KLINE DLINE UNKLINE UNDLINE KILL GONE CLOSE",
    );
  });

  it("of types is these alone", () => {
    expect(chosen({ types: new Set<EventType>(["AWAY", "TOPIC"]) })).toBe("TOPIC AWAY AWAY");
  });

  it("in total order comes by time, then origin, however the node learned it", () => {
    const scribe = new Scribe()
      .open()
      .connect(0, "alice", { at: START + 9_000_000 })
      .open(0, { origin: "2AB.zzzzzz", at: START + 2_000_000 });
    const positions = (order: "position" | "total") =>
      [...new History(scribe.log()).walk(order, all)].map((passage) => passage.position);
    expect(positions("position")).toEqual([1, 2, 3]);
    expect(positions("total")).toEqual([1, 3, 2]);
  });

  it("from the end is found without reading from the beginning", () => {
    const log = everything().log();
    expect(positionOfLast(log, 5)).toBe(log.lastPosition() - 4);
    expect(positionOfLast(log, 500)).toBe(1);
  });
});
