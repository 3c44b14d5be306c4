// N14: nobody gets what it did not negotiate, and CAP REQ is all or nothing.
import type { Line } from "../model/wire.ts";
import { afterPrefixes, nickOf } from "./lines.ts";
import { atEachMoment, type Moment, type Report } from "./moments.ts";

/** Tags whose capability is known; with message-tags a server may send any. */
const TAGS: Readonly<Record<string, string>> = {
  account: "account-tag",
  batch: "batch",
  label: "labeled-response",
  time: "server-time",
};
const COMMANDS: Readonly<Record<string, string>> = {
  ACCOUNT: "account-notify",
  ACK: "labeled-response",
  AWAY: "away-notify",
  BATCH: "batch",
  CHGHOST: "chghost",
  FAIL: "standard-replies",
  SETNAME: "setname",
  TAGMSG: "message-tags",
};

export const nothingUnasked = atEachMoment((moment, report) => {
  const { heard, before } = moment;
  heard.forEach((lines, client) => {
    // Who leaves hears the last of it without a network to compare with.
    if (before.nicks[client] === undefined) return;
    for (const line of lines) check(moment, report, client, line);
  });
  const { sent, own } = moment;
  if (sent.verb === "CAP" && sent.parameters[0] === "REQ") request(moment, report, own);
});

function check(moment: Moment, report: Report, client: number, line: Line): void {
  const { before } = moment;
  const has = (capability: string) => before.has(client, capability);
  for (const tag of line.tags.keys()) {
    const needed = TAGS[tag] ?? "message-tags";
    if (!has(needed) && !has("message-tags")) report("N14/tag", `${before.nicks[client]} gets ${tag}`, tag);
  }
  const needed = neededFor(moment, client, line);
  if (needed !== undefined && !has(needed)) {
    report(
      "N14/command",
      `${before.nicks[client]} has no ${needed}: ${line.verb} ${line.parameters.join(" ")}`,
      needed,
    );
  }
}

function neededFor({ before, offer }: Moment, client: number, { verb, parameters, source }: Line): string | undefined {
  if (verb === "JOIN" && parameters.length > 1) return "extended-join";
  const isOther = before.bearer(parameters[0]) !== undefined && before.bearer(parameters[0]) !== client;
  if (verb === "INVITE" && isOther && before.bearer(nickOf(source)) !== client) return "invite-notify";
  if (verb === "CAP" && /^(NEW|DEL)$/.test(parameters[1] ?? "")) return "cap-notify";
  if (verb === "353") {
    const names = (parameters[3] ?? "").split(" ");
    if (names.some((name) => name.includes("!"))) return "userhost-in-names";
    if (names.some((name) => afterPrefixes(name, offer).status.length > 1)) return "multi-prefix";
  }
  return COMMANDS[verb];
}

/** With a capability that is not offered among them, all of it is refused. */
function request({ sent, offer, turn }: Moment, report: Report, own: readonly Line[]): void {
  const asked = (sent.parameters[1] ?? "").split(" ").filter((word) => word !== "");
  const isAbsurd = asked.some((word) => !offer.capabilities.has(word.replace(/^-/, "")));
  const isAcked = own.some((line) => line.verb === "CAP" && line.parameters[1] === "ACK");
  if (isAbsurd && isAcked) report("N14/cap-request", `${turn.line} is answered with ACK`);
}
