import { nickOf } from "../../projections/users.ts";
import { CAP_NOTIFY, type Capabilities, grantable, namesOf } from "../protocol/capabilities.ts";
import { ERR_INVALIDCAPCMD } from "../protocol/numerics.ts";
import { packWords } from "../protocol/pack.ts";
import { offered, VALUES } from "./replies/offers.ts";
import { answer, type Decision, type EarlyRequest, earlyCommand, nothing, refuse } from "./runner/command.ts";
import type { Reply } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

/** CAP <subcommand> [:<capabilities>]   IRCv3 capability negotiation, version 302. */
export const cap = earlyCommand({
  verb: "CAP",
  parameters: [1, 2],
  cost: 1,
  syntax: "CAP LS [302] | LIST | REQ :<capabilities> | END",
  help: "Negotiates IRCv3 capabilities.",
  decide(view, request) {
    const [subcommand = "", argument = ""] = request.parameters;
    const { session } = request;
    switch (subcommand.toUpperCase()) {
      case "LS":
        return list(view, request, version(argument));
      case "LIST":
        return answer(lines(view, request, "LIST", namesOf(session.capabilities), session.capVersion ?? 0));
      case "REQ":
        return ask(view, request, argument);
      case "END":
        return { ...nothing, session: { isNegotiating: false } };
      default:
        return refuse(ERR_INVALIDCAPCMD, subcommand);
    }
  },
});

/** The answer is in the form of the version asked for; of all versions asked for, the highest is kept. */
function list(view: View, request: EarlyRequest, asked: number): Decision {
  const { session } = request;
  const names = offered(view.node, request.connection, asked);
  const capVersion = Math.max(session.capVersion ?? 0, asked);
  const granted = capVersion >= VALUES ? session.capabilities | CAP_NOTIFY.bit : session.capabilities;
  return {
    ...answer(lines(view, request, "LS", names, asked)),
    session: { isNegotiating: session.phase === "registering", capVersion, capabilities: granted },
  };
}

/** All or nothing: one name that cannot be granted or given up, and the whole is refused. */
function ask(view: View, request: EarlyRequest, names: string): Decision {
  const { session } = request;
  const wanted = names.split(" ").filter((name) => name !== "");
  let set: Capabilities = session.capabilities;
  let isGranted = true;
  for (const name of wanted) {
    const isOff = name.startsWith("-");
    const found = grantable(isOff ? name.slice(1) : name);
    const isKept = isOff && found === CAP_NOTIFY && (session.capVersion ?? 0) >= VALUES;
    if (found === undefined || isKept) isGranted = false;
    else set = isOff ? set & ~found.bit : set | found.bit;
  }
  const isNegotiating = session.phase === "registering";
  return {
    ...answer(answered(view, request, isGranted ? "ACK" : "NAK", wanted)),
    session: { isNegotiating, ...(isGranted ? { capabilities: set } : {}) },
  };
}

/** What was asked for comes back in full, on a second line where the first has no room. */
function answered(view: View, request: EarlyRequest, subcommand: string, wanted: readonly string[]): readonly Reply[] {
  const to = target(view, request);
  const texts = packWords(wanted, Buffer.byteLength(`:${view.node.name} CAP ${to} ${subcommand} :`));
  return (texts.length === 0 ? [""] : texts).map((text) => ({ verb: "CAP", parameters: [to, subcommand, text] }));
}

function lines(
  view: View,
  request: EarlyRequest,
  subcommand: string,
  names: readonly string[],
  capVersion: number,
): readonly Reply[] {
  const to = target(view, request);
  const overhead = Buffer.byteLength(`:${view.node.name} CAP ${to} ${subcommand} * :`);
  const texts = capVersion >= VALUES ? packWords(names, overhead) : [names.join(" ")];
  const last = Math.max(0, texts.length - 1);
  return (texts.length === 0 ? [""] : texts).map((text, at) => ({
    verb: "CAP",
    parameters: [to, subcommand, ...(at < last ? ["*"] : []), text],
  }));
}

const target = (view: View, { actor, session }: EarlyRequest) =>
  actor ? nickOf(view.state, actor) : session.nick || "*";

const version = (text: string) => (/^\d{1,4}$/.test(text) ? Number(text) : 0);
