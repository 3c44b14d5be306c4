// Random steps of a few clients. Names come from small pools, so that they collide; a property says by weights what its
// runs are about. A step is plain data, so that fast-check prints it and shrinks it to nothing (a PING).
import fc from "fast-check";
import {
  flagChange,
  garbage,
  key,
  keyChange,
  limitChange,
  listChange,
  listOf,
  longText,
  mixedChange,
  nick,
  onRoom,
  request,
  room,
  someNick,
  someRoom,
  statusChange,
  tags,
  tail,
  target,
  text,
  word,
} from "./words.ts";

const pick = fc.constantFrom;

export type Role = "operator" | "member" | "outsider";

export type Step =
  /** Lines that arrive at once; `as`: from somebody who is so in the channel of the first line, if there is one. */
  | { readonly slot: number; readonly say: readonly string[]; readonly as?: Role | undefined }
  /** Bytes that are not lines, written as latin1 for printing; they end with LF. */
  | { readonly slot: number; readonly raw: string }
  /** The connection is lost. */
  | { readonly slot: number; readonly act: "hang up" };

export const SLOTS = 4;
/** The nick that each slot first asks for. */
export const NICKS = ["alice", "bob", "carol", "Dave"] as const;

const LINES = {
  ping: fc.constant("PING :0"),
  join: fc
    .tuple(listOf(someRoom, 3), fc.option(listOf(key, 3), { nil: "" }))
    .map(([rooms, keys]) => `JOIN ${rooms} ${keys}`.trimEnd()),
  joinPlain: room.map((name) => `JOIN ${name}`),
  leaveAll: fc.constant("JOIN 0"),
  part: fc.tuple(listOf(someRoom, 3), tail(word)).map(([rooms, why]) => `PART ${rooms}${why}`),
  kick: fc.tuple(someRoom, listOf(someNick, 6), tail(word)).map((each) => `KICK ${each[0]} ${each[1]}${each[2]}`),
  invite: fc.tuple(someNick, someRoom).map(([who, name]) => `INVITE ${who} ${name}`),
  invites: pick("INVITE", "INVITE bob"),
  topic: fc.tuple(someRoom, tail(fc.oneof(word, pick("", "same", "same")))).map(([name, t]) => `TOPIC ${name}${t}`),
  flags: onRoom("MODE", flagChange),
  lists: onRoom("MODE", listChange),
  key: onRoom("MODE", keyChange),
  limit: onRoom("MODE", limitChange),
  status: onRoom("MODE", statusChange),
  mixed: onRoom("MODE", mixedChange),
  modes: fc.tuple(someRoom, pick("", "", " b", " e", " I", " q")).map(([name, which]) => `MODE ${name}${which}`),
  userMode: fc
    .tuple(nick, pick("+i", "-i", "+iB", "+w-w", "", "+o", "-o", "+ix", "+B-i"))
    .map((e) => `MODE ${e[0]} ${e[1]}`),
  privmsg: fc.tuple(listOf(target, 6), text).map(([to, each]) => `PRIVMSG ${to} :${each}`),
  speak: fc.tuple(room, text).map(([to, each]) => `PRIVMSG ${to} :${each}`),
  unsaid: pick("PRIVMSG", "PRIVMSG #one", "PRIVMSG #one :", "NOTICE", "NOTICE #one"),
  notice: fc.tuple(listOf(target, 6), text).map(([to, each]) => `NOTICE ${to} :${each}`),
  tagmsg: fc.tuple(tags, listOf(target, 6)).map(([each, to]) => `@+typing=active;${each} TAGMSG ${to}`),
  caps: fc.oneof(
    { weight: 8, arbitrary: request.map((words) => `CAP REQ :${words}`) },
    {
      weight: 1,
      arbitrary: pick("CAP LS", "CAP LS 302", "CAP LS 301", "CAP LIST", "CAP END", "CAP", "CAP REQ", "CAP NO"),
    },
  ),
  setname: fc.oneof(
    { weight: 4, arbitrary: word.map((name) => `SETNAME :${name}`) },
    { weight: 1, arbitrary: pick("SETNAME", "SETNAME :", "SETNAME : ", `SETNAME :${"é".repeat(90)}`) },
  ),
  monitor: fc.oneof(
    { weight: 5, arbitrary: fc.tuple(pick("+", "+", "-"), listOf(someNick, 5)).map((e) => `MONITOR ${e.join(" ")}`) },
    { weight: 2, arbitrary: pick("MONITOR S", "MONITOR L", "MONITOR C", "MONITOR +", "MONITOR x", "MONITOR - :") },
  ),
  knock: someRoom.map((name) => `KNOCK ${name}`),
  away: pick("AWAY :lunch", "AWAY :", "AWAY", "AWAY :gone 😀"),
  names: listOf(someRoom, 6).map((rooms) => `NAMES ${rooms}`),
  who: fc
    .oneof(
      someRoom,
      someRoom,
      someNick,
      pick("*", "0", "*.3", "al*", "10.0.0.2", "* o", "*!~u1@*", "#one %tcuihsnfdaor,7", "bob %nf", "* %"),
    )
    .map((each) => `WHO ${each}`),
  whois: someNick.map((each) => `WHOIS ${each}`),
  whowas: fc.tuple(someNick, pick("", " 1", " 2", " x")).map(([each, count]) => `WHOWAS ${each}${count}`),
  list: pick("LIST", "LIST", "LIST #one,#TWO", "LIST #none", "LIST >1", "LIST <2,*o*", "LIST !*n*", "LIST"),
  lusers: pick("LUSERS", "LUSERS x"),
  server: pick(
    "MOTD",
    "VERSION",
    "TIME",
    "TIME irc.*",
    "MOTD no.where",
    "VERSION x",
    "TIME other",
    "STATS u",
    "STATS c",
    "STATS k",
    "STATS",
    "HELP",
    "HELP join",
    "HELP nothing",
    "WHOIS",
    "WHOWAS",
    "NAMES",
    "FOO bar",
    "ADMIN",
    "ADMIN x",
    "INFO",
    "LINKS",
    "LINKS x",
    "LINKS irc.* *.x",
    "MAP",
    "ISON",
    "ISON alice BOB ghost",
    "ISON :carol  dave",
    "USERHOST alice bob",
    "USERHOST carol ghost dave alice bob alice",
    "KILL bob :no",
    "KLINE *@* :no",
    "SAMODE #one +o alice",
    "WALLOPS",
    "REHASH",
    "KICK #one,#two bob,carol",
    "KICK #one,#two bob",
    "PING",
    "PONG x",
    "PASS x",
    "PASS",
    "USER a 0 * :b",
    "TOPIC",
    "MODE",
    "KICK #one",
    "JOIN",
    "PART",
    "NICK",
  ),
  nick: someNick.map((each) => `NICK ${each}`),
  quit: fc.tuple(tail(word)).map(([why]) => `QUIT${why}`),
  long: fc
    .tuple(
      fc.oneof(
        room.map((name) => `PRIVMSG ${name}`),
        room.map((name) => `TOPIC ${name}`),
        room.map((n) => `PART ${n}`),
        nick.map((who) => `NOTICE ${who}`),
        fc.constant("AWAY"),
        fc.constant("QUIT"),
        nick.map((who) => `KICK #one ${who}`),
        nick.map((who) => `PRIVMSG ${who}`),
        pick("JOIN", "WHO", "NICK", "HELP", "MODE #one +b", "MODE #two +k"),
      ),
      longText,
    )
    .map(([verb, each]) => `${verb} :${each}`),
} as const;

export type Kind = keyof typeof LINES | "register" | "hangUp" | "garbage" | "several";
/** `tags`: of a hundred lines, how many have tags before them. */
export type Weights = Partial<Record<Kind | "tags", number>>;

const USUAL: Record<Kind | "tags", number> = {
  ping: 1,
  join: 9,
  joinPlain: 7,
  leaveAll: 1,
  part: 4,
  kick: 4,
  invite: 4,
  invites: 1,
  topic: 4,
  flags: 5,
  lists: 4,
  key: 2,
  limit: 2,
  status: 4,
  mixed: 3,
  modes: 3,
  userMode: 3,
  privmsg: 5,
  speak: 3,
  unsaid: 1,
  notice: 3,
  tagmsg: 2,
  caps: 2,
  setname: 2,
  monitor: 2,
  knock: 2,
  away: 3,
  names: 2,
  who: 2,
  whois: 2,
  whowas: 2,
  list: 3,
  lusers: 3,
  server: 3,
  nick: 6,
  quit: 1,
  long: 1,
  register: 3,
  hangUp: 1,
  garbage: 1,
  several: 1,
  tags: 8,
};

const slot = fc.nat({ max: SLOTS - 1 });
const register = fc
  .tuple(
    someNick,
    pick("u1", "u2", "ü~", "averylongusername"),
    pick("Real Name", "é".repeat(90)),
    pick("", "LS", "LS", "AWAY"),
  )
  .map(([who, user, real, cap]) => [
    ...(cap === "LS" ? ["CAP LS 302"] : []),
    ...(cap === "AWAY" ? ["CAP REQ draft/pre-away", "AWAY :early"] : []),
    `NICK ${who}`,
    `USER ${user} 0 * :${real}`,
    ...(cap === "" ? [] : ["CAP END"]),
  ]);
/** At least `fewest` steps of four clients. */
export function stepsOf(weights: Weights, fewest = 40): fc.Arbitrary<readonly Step[]> {
  const all = { ...USUAL, ...weights };
  const lines = (Object.keys(LINES) as (keyof typeof LINES)[])
    .filter((kind) => all[kind] > 0)
    .map((kind) => ({ weight: all[kind], arbitrary: LINES[kind] as fc.Arbitrary<string> }));
  const line = fc.oneof({ withCrossShrink: true }, ...lines);
  // Left to chance, most commands would be refused; so half of them come from where they can have an effect.
  const role = fc.option(fc.constantFrom<Role>("operator", "operator", "operator", "operator", "member", "outsider"), {
    freq: 4,
  });
  const before = fc.oneof(
    { weight: 100 - all.tags, arbitrary: fc.constant("") },
    { weight: all.tags, arbitrary: tags },
  );
  const tag = (lines: fc.Arbitrary<string>) => fc.tuple(before, lines).map(([tag, each]) => tagged(tag, each));
  const step = fc.oneof(
    { withCrossShrink: true },
    {
      weight: lines.reduce((sum, each) => sum + each.weight, 0),
      arbitrary: fc
        .tuple(slot, line, role, before)
        .map(([from, each, as, tag]) => ({ slot: from, say: [tagged(tag, each)], as: roleFor(each, as) })),
    },
    { weight: all.register, arbitrary: fc.record({ slot, say: register }) },
    { weight: all.several, arbitrary: fc.record({ slot, say: fc.array(tag(line), { minLength: 2, maxLength: 5 }) }) },
    { weight: all.garbage, arbitrary: fc.record({ slot, raw: garbage }) },
    { weight: all.hangUp, arbitrary: fc.record({ slot, act: fc.constant("hang up" as const) }) },
  );
  return fc.array(step as fc.Arbitrary<Step>, { minLength: fewest, maxLength: fewest + 20, size: "max" });
}

const tagged = (tags: string, line: string) => (tags === "" || line.startsWith("@") ? line : `@${tags} ${line}`);

/** Whoever enters comes from outside; who leaves is left to chance, or channels would soon have no operators. */
function roleFor(line: string, role: Role | null): Role | undefined {
  if (role === null || /^(PART|QUIT|NICK)/.test(line)) return undefined;
  return /^(JOIN|KNOCK)/.test(line) ? "outsider" : role;
}
