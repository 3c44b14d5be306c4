// Who may hold which office, and the lines that clients with and without the right to them send.
import fc from "fast-check";

const pick = fc.constantFrom;

/** Class → its privileges. */
export const CLASSES: Readonly<Record<string, readonly string[]>> = {
  all: ["addresses", "ban", "chghost", "kill", "notices", "rehash", "samode", "wallops"],
  guard: ["addresses", "ban"],
  helper: ["samode", "wallops"],
  host: ["chghost", "kill", "notices"],
  idle: [],
};

interface Office {
  readonly password: string;
  readonly of: keyof typeof CLASSES;
  readonly hosts: readonly string[];
  readonly tls: boolean;
}

export const OFFICES: Readonly<Record<string, Office>> = {
  root: { password: "right-root", of: "all", hosts: [], tls: false },
  Guard: { password: "right-guard", of: "guard", hosts: [], tls: true },
  helper: { password: "right-helper", of: "helper", hosts: ["10.0.0.2", "10.0.0.16/28"], tls: false },
  host: { password: "right-host", of: "host", hosts: ["10.0.0.0/30"], tls: false },
  idle: { password: "right-idle", of: "idle", hosts: ["*.3", "10.0.0.1"], tls: false },
};

/** What a command takes, and what its event takes. */
export const TAKES: Readonly<Record<string, string>> = {
  CHGHOST: "chghost",
  DLINE: "ban",
  KILL: "kill",
  KLINE: "ban",
  REHASH: "rehash",
  SAMODE: "samode",
  UNDLINE: "ban",
  UNKLINE: "ban",
  WALLOPS: "wallops",
};
export const PRIVILEGED = Object.keys(TAKES);

export const SLOTS = 4;
export const NICKS = ["alice", "bob", "carol", "dave"];

const nick = pick(...NICKS, "Alice", "ghost");
const room = pick("#one", "#one", "#two", "#none");
const userMask = pick("*@192.0.2.1", "eve@*.example", "*@192.0.2.0/24", "u9@10.0.0.9", "*@*", "u1@*", "nothing");
const address = pick("192.0.2.7", "192.0.2.0/24", "10.0.0.4", "0.0.0.0/0", "nowhere", "2001:db8::/32");
const time = pick("", "", "1 ", "1d ", "x ");
const LINES = [
  [
    10,
    fc
      .tuple(pick(...Object.keys(OFFICES), "nobody"), fc.boolean(), pick("root", "guard", "helper", "host", "idle"))
      .map(([name, isOwn, other]) => `OPER ${name} right-${isOwn ? name.toLowerCase() : other}`),
  ],
  [4, fc.tuple(nick, pick(" :out", "")).map(([who, why]) => `KILL ${who}${why}`)],
  [4, fc.tuple(time, pick("", "!"), userMask).map((each) => `KLINE ${each.join("")} :why`)],
  [4, fc.tuple(time, pick("", "!"), address).map((each) => `DLINE ${each.join("")} :why`)],
  [4, userMask.map((mask) => `UNKLINE ${mask}`)],
  [4, address.map((mask) => `UNDLINE ${mask}`)],
  [5, fc.tuple(room, pick("+o bob", "+i", "-o alice", "+b x!*@*", "b", "+k", "")).map((e) => `SAMODE ${e.join(" ")}`)],
  [5, fc.tuple(nick, pick("new.host", "u9@10.0.0.9", "bad host", "..")).map((each) => `CHGHOST ${each.join(" ")}`)],
  [4, pick("WALLOPS :hear", "WALLOPS", "WALLOPS :")],
  [3, pick("REHASH", "REHASH now")],
  [
    5,
    fc.tuple(nick, pick("-o", "+o", "+s", "+s", "-s", "+w", "-os+w", "+o-o")).map((each) => `MODE ${each.join(" ")}`),
  ],
  [4, nick.map((who) => `WHOIS ${who}`)],
  [2, nick.map((who) => `WHO ${who} %ni`)],
  [4, room.map((name) => `JOIN ${name}`)],
  [3, fc.tuple(room, pick("+o bob", "+i", "-i", "+t")).map((each) => `MODE ${each.join(" ")}`)],
  [2, nick.map((who) => `NICK ${who}`)],
  [2, pick("PRIVMSG #one :hello", "QUIT :bye", "PART #one", "SETNAME :other", "STATS u", "OPER root", "OPER")],
] as const;

export interface OfficeStep {
  readonly slot: number;
  readonly line: string;
  /** From somebody who may, if there is one. */
  readonly isByRight: boolean;
  /** Lets so many seconds pass before. */
  readonly after: number;
}

const line = fc.oneof(
  ...LINES.map(([weight, arbitrary]) => ({ weight, arbitrary: arbitrary as fc.Arbitrary<string> })),
);
export const officeSteps: fc.Arbitrary<readonly OfficeStep[]> = fc.array(
  fc.record({ slot: fc.nat({ max: SLOTS - 1 }), line, isByRight: fc.boolean(), after: pick(0, 0, 0, 1, 1, 20, 70) }),
  { minLength: 30, maxLength: 50, size: "max" },
);

export const SLOT_NUMBERS = [...new Array(SLOTS).keys()];
export const hostOf = (slot: number) => `10.0.0.${slot + 1}`;
export const isSecure = (slot: number) => slot % 2 === 1;

/** Name, password, place and TLS as the configuration wants them; the addresses that its hosts hold are few. */
export function isRightful(slot: number, line: string): boolean {
  const [, name = "", password] = line.split(" ");
  const office = OFFICES[name];
  if (office === undefined || office.password !== password || (office.tls && !isSecure(slot))) return false;
  const places: Readonly<Record<string, readonly number[]>> = { helper: [1], host: [0, 1, 2], idle: [0, 2] };
  return places[name]?.includes(slot) ?? true;
}
