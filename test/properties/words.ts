// The words that random steps are made of: small pools of names, so that they collide, and texts that are hard to cut.
import fc from "fast-check";

const pick = fc.constantFrom;
export const nick = pick(
  "alice",
  "Alice",
  "ALICE",
  "bob",
  "bob",
  "Bob",
  "carol",
  "carol",
  "CAROL",
  "dave",
  "Dave",
  "dAVE",
);
export const someNick = fc.oneof(
  { weight: 12, arbitrary: nick },
  { weight: 1, arbitrary: pick("ghost", "1bad", "é", "[x]") },
);
export const room = pick("#one", "#one", "#ONE", "#One", "#two", "#two", "#Two", "#zwölf", "#zwöLF");
export const someRoom = fc.oneof(
  { weight: 14, arbitrary: room },
  { weight: 1, arbitrary: pick("#none", "one", "#a\u0007b", `#${"x".repeat(70)}`, "#") },
);
export const key = pick("sesame", "Sesame", "k2", "k2", "ключ");
export const word = pick("hello", "ok :-)", "no", "ÄÖ", "😀", ": colon", "a  b ");
export const ctcp = pick("\u0001VERSION\u0001", "\u0001ACTION waves\u0001", "\u0001ACTIONS\u0001", "\u0001PING 1");
export const listOf = (arbitrary: fc.Arbitrary<string>, most: number) =>
  fc.oneof(
    { weight: 4, arbitrary },
    { weight: 1, arbitrary: fc.array(arbitrary, { minLength: 2, maxLength: most }).map((each) => each.join(",")) },
  );
/** "@#one" is for its operators, "+#one" for all with a status. */
const statusRoom = fc.tuple(pick("@", "+"), room).map((each) => each.join(""));
export const target = fc.oneof(
  { weight: 12, arbitrary: someRoom },
  { weight: 4, arbitrary: someNick },
  { weight: 1, arbitrary: statusRoom },
);
export const tail = (arbitrary: fc.Arbitrary<string>) =>
  fc.option(
    arbitrary.map((text) => ` :${text}`),
    { nil: "" },
  );

/** Text of up to 600 bytes of one kind of character, to end in the middle of one where a line is cut. */
export const longText = fc
  .tuple(pick("a", "é", "€", "😀", "e\u0301", "👩‍👧"), fc.integer({ min: 60, max: 520 }), pick("", "x", "xy", "€"))
  .map(([unit, bytes, head]) => head + unit.repeat(Math.max(1, Math.floor(bytes / Buffer.byteLength(unit)))));
export const text = fc.oneof({ weight: 8, arbitrary: word }, { weight: 1, arbitrary: ctcp });

export const mask = fc.oneof(
  { weight: 5, arbitrary: nick },
  {
    weight: 6,
    arbitrary: pick(
      "*!*@10.0.0.2",
      "*!*@10.0.0.*",
      "al*!*@*",
      "?ob",
      "*!~u?@*",
      "BOB!*@*",
      "*!*@*.3",
      "10.0.0.1",
      "**",
      "*!~u1",
      "u2@*",
      "a**b!*@*",
      "!",
      "@",
      "Dave!*@10.0.0.4",
      "*!~U3@*",
    ),
  },
  { weight: 1, arbitrary: pick(",x", "a\u0002b", "m".repeat(151), "n".repeat(150), "é*") },
);

export const listChange = fc
  .array(fc.tuple(pick("+", "+", "+", "-"), pick("b", "b", "e", "I", "q"), mask), { minLength: 1, maxLength: 4 })
  .map((all) => `${all.map(([sign, letter]) => sign + letter).join("")} ${all.map(([, , each]) => each).join(" ")}`);
export const flagChange = fc
  .array(fc.tuple(pick("+", "+", "-", ""), pick("i", "m", "n", "s", "t", "C", "T", "z", "n", "m", "i")), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) => all.map(([sign, letter]) => sign + letter).join(""));
export const keyChange = fc.oneof(
  key.map((each) => `+k ${each}`),
  pick("-k", "-k x", "+k", "+k ,x", `+k ${"k".repeat(33)}`, "+k :"),
);
export const limitChange = pick("+l 1", "+l 2", "+l 3", "+l 3", "-l", "+l", "+l 0", "+l -1", "+l 2x", "+l 9999999999");
export const statusChange = fc
  .array(fc.tuple(pick("+", "+", "-"), pick("o", "v", "v"), someNick), { minLength: 1, maxLength: 3 })
  .map((all) => `${all.map(([sign, letter]) => sign + letter).join("")} ${all.map(([, , each]) => each).join(" ")}`);
export const mixedChange = pick(
  "+kl-t k2 3",
  "+bo alice bob",
  "+x",
  "b",
  "+e",
  "I",
  "+bb *!*@10.0.0.2",
  "-lk x",
  "+ooooo alice",
  "+o",
  "+ik-k x y",
  "+nt-nt+n",
  "+vb-b bob x!y@z x!y@z",
  "bI",
  "bq",
  "+v alice",
  "+v bob",
  "+vv alice bob",
  "+bbbbbbb a1 a2 a3 a4 a5 a6 a7",
  "-b",
  "",
  "+",
  "+l-l+l 2 3",
);

export const onRoom = (verb: string, change: fc.Arbitrary<string>) =>
  fc.tuple(room, change).map(([name, each]) => `${verb} ${name} ${each}`);

/** Bytes that are no lines, or strange ones, as latin1. */
export const garbage = pick(
  "PRIVMSG #one :nul\0in it\r\n",
  "JOIN #one\0\n",
  "PRIVMSG #one :\xff\xfe\n",
  "TOPIC #one :\xc3(\r\n",
  "\r\n\r\n",
  " \n",
  ":\n",
  "@tag\n",
  "@a=b PRIVMSG #one :tagged\r\n",
  ":other JOIN #two\r\n",
  "PRIVMSG #one :one\rJOIN #two\r\n",
  "PART #one\r\r\n",
  `${"x".repeat(9000)}\r\n`,
  `PRIVMSG #one :${"y".repeat(600)}\r\n`,
  `@${"t".repeat(4094)} PRIVMSG #one :tags\r\n`,
  `@+${"t".repeat(4093)} PRIVMSG #one :tags\r\n`,
  `@+${"t".repeat(4094)} PRIVMSG #one :tags\r\n`,
  `@label=${"t".repeat(8300)} PRIVMSG #one :tags\r\n`,
  "@label=nul PRIVMSG #one :nul\0in it\r\n",
  "@label=\xff PING :0\r\n",
  "@label=empty \r\n",
  "privmsg #one :lower\n",
  "  PRIVMSG   #one   :spaces\r\n",
  "\xf0\x9f\x98\n",
  "PRIVMSG #one :\x01ACTION \xe2\x82\xac\x01\n",
  "NICK :a b\n",
  "PRIVMSG #one,#two,bob,carol,alice,dave :\x02bold\n",
);

/** What clients ask for, and sometimes what there is not or not yet. */
export const capability = fc.oneof(
  {
    weight: 40,
    arbitrary: pick(
      "message-tags",
      "server-time",
      "batch",
      "labeled-response",
      "echo-message",
      "away-notify",
      "multi-prefix",
      "userhost-in-names",
      "invite-notify",
      "setname",
      "chghost",
      "cap-notify",
      "extended-monitor",
      "standard-replies",
      "no-implicit-names",
      "draft/no-implicit-names",
      "draft/pre-away",
    ),
  },
  { weight: 1, arbitrary: pick("sasl", "account-tag", "sts", "Batch", "x/y", "=", "batch=1", "draft/chathistory") },
);
const asked = fc.tuple(pick("", "", "", "-"), capability).map((each) => each.join(""));
export const request = fc.oneof(
  { weight: 6, arbitrary: asked },
  { weight: 5, arbitrary: fc.array(asked, { minLength: 2, maxLength: 5 }).map((all) => all.join(" ")) },
  {
    weight: 1,
    arbitrary: pick("", " ", "batch  labeled-response ", "message-tags batch labeled-response echo-message"),
  },
);

/** What stands before a line, if anything; half of the labels may be used once only by their client. */
export const tags = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 99 }).map((number) => `label=n${number}`) },
  {
    weight: 4,
    arbitrary: pick(
      "+typing=active",
      "+draft/react=\\:\\s;label=two",
      "label=a\\sb;+x/y.z",
      "+reply=1;+reply=2;plain=x",
      "+a=\\\\\\:\\r\\n;+b=;+c",
      "+tail=\\",
      "+odd=\\q;+é=1;=;;+",
      "+channel-context=#one;label=\\b",
      "msgid=mine;time=2000-01-01T00:00:00.000Z;bot;account=me;batch=1",
    ),
  },
  {
    weight: 1,
    arbitrary: pick("label", "label=", `label=${"x".repeat(64)}`, `label=${"é".repeat(33)}`, "label=1;label=2"),
  },
);
