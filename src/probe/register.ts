// How a client of the probe comes onto the server, and what it learns there: ISUPPORT and CAP LS.
import { readLine } from "../testing/model/wire.ts";
import type { Connection } from "./connection.ts";
import { Trouble } from "./trouble.ts";

/** What a client may ask for; it asks for those of it that are offered. */
export const CAPABILITIES: readonly string[] = [
  ...["account-notify", "account-tag", "away-notify", "batch", "chghost", "echo-message", "extended-join"],
  ...["invite-notify", "labeled-response", "message-tags", "multi-prefix", "server-time", "setname"],
  ...["standard-replies", "userhost-in-names"],
];

export interface Registered {
  readonly nick: string;
  readonly welcome: readonly string[];
  readonly offered: ReadonlySet<string>;
  readonly capabilities: ReadonlySet<string>;
}

export interface Wish {
  readonly nick: string;
  /** Asks for capabilities; else it registers as RFC 1459 has it, without a word of them. */
  readonly isModern: boolean;
  readonly withinMs: number;
}

const isVerb = (verbs: RegExp) => (text: string) => verbs.test(readLine(text)?.verb ?? "");

/** Throws Trouble; PROBE_REFUSED with what the server said, also where the nick is in use. */
export async function register(connection: Connection, { nick, isModern, withinMs }: Wish): Promise<Registered> {
  const lines: string[] = [];
  const until = async (verbs: RegExp) => {
    const taken = await connection.until(isVerb(verbs), withinMs).catch((error) => {
      throw reason(error, lines);
    });
    lines.push(...taken);
    return taken.at(-1) ?? "";
  };
  if (isModern) connection.send("CAP LS 302");
  connection.send(`NICK ${nick}`);
  connection.send(`USER probe 0 * :hansard probe`);
  const offered = new Set<string>();
  const capabilities = new Set<string>();
  let last = isModern ? await until(END_OF_LS) : "";
  while (readLine(last)?.verb === "CAP") {
    const { parameters } = readLine(last) ?? { parameters: [] };
    for (const word of words(parameters.at(-1))) offered.add(word.split("=")[0] ?? "");
    const isMore = parameters[2] === "*";
    if (!isMore) break;
    last = await until(END_OF_LS);
  }
  if (isModern) capabilities.add(offered.size > 0 ? "cap-notify" : "").delete("");
  const wanted = CAPABILITIES.filter((each) => offered.has(each));
  if (wanted.length > 0) {
    connection.send(`CAP REQ :${wanted.join(" ")}`);
    const answer = readLine(await until(/^CAP$/));
    if (answer?.parameters[1] === "ACK") for (const each of wanted) capabilities.add(each);
  }
  if (offered.size > 0) connection.send("CAP END");
  if (!lines.some(isVerb(/^(001|43[1-7])$/))) await until(/^(001|43[1-7])$/);
  const refusal = lines.find(isVerb(/^43[1-7]$/));
  if (refusal) throw new Trouble("PROBE_REFUSED", `the server refuses the nick ${nick}: ${refusal}`);
  await until(/^(376|422)$/);
  const welcome = lines.find(isVerb(/^001$/)) ?? "";
  return { nick: readLine(welcome)?.parameters[0] ?? nick, welcome: lines, offered, capabilities };
}

/** Servers without CAP say that they do not know it, or go on with the registration. */
const END_OF_LS = /^(CAP|421|451|001|43[1-7])$/;

const words = (text = "") => text.split(" ").filter((word) => word !== "");

/** What went wrong before the server had shown that it speaks IRC is told as that. */
function reason(error: unknown, lines: readonly string[]): unknown {
  if (!(error instanceof Trouble) || error.code === "PROBE_FLOODED") return error;
  const isIrc = lines.some((text) => /^(\d{3}|NOTICE|CAP|PING|ERROR)$/.test(readLine(text)?.verb ?? ""));
  if (isIrc || error.message.includes("with "))
    return new Trouble("PROBE_REFUSED", `no registration: ${error.message}`);
  return new Trouble("PROBE_NOT_IRC", `what listens there speaks no IRC: ${error.message}`);
}
