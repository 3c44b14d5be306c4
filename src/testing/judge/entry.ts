// N8 and N10: who gets into a channel. Where a client was invited, servers may let an invitation open more than +i, so
// nothing is judged.
import { isRoomName } from "./lines.ts";
import { atEachMoment, errorsIn, type Moment, ownEffect, type Report, roomToEnter } from "./moments.ts";
import type { Room } from "./network.ts";

export const gatesHold = atEachMoment((moment, report) => {
  const { sent } = moment;
  if (sent.verb === "INVITE") return invite(moment, report);
  const room = roomToEnter(moment);
  if (room) enter(moment, report, room);
});

function enter(moment: Moment, report: Report, room: Room): void {
  const { before, speaker, sent, own, offer } = moment;
  const { modes } = room;
  if (modes === undefined || room.invited.has(speaker)) return;
  const nick = before.nicks[speaker] ?? "";
  const bans = [...(room.lists.get("b") ?? [])];
  const isExempt = (room.lists.get("e")?.size ?? 0) > 0 || (room.lists.get("I")?.size ?? 0) > 0;
  const limit = Number(modes.get("l"));
  const bars = {
    key: modes.has("k") && modes.get("k") !== sent.parameters[1],
    invite: modes.has("i") && !isExempt,
    ban: bans.includes(offer.fold(`${nick}!*@*`)) && !isExempt,
    limit: modes.has("l") && room.members.size >= limit,
  };
  const seen = `${nick} joins ${room.name}`;
  if (ownEffect(moment, "JOIN", room.name)) {
    if (bars.key) report("N8/key", `${seen} with ${sent.parameters[1] ?? "no key"}; its key is ${modes.get("k")}`);
    if (bars.invite) report("N8/invite-only", `${seen} (+i) and was not invited`);
    if (bars.ban) report("N8/banned", `${seen}, where ${nick}!*@* is banned`);
    if (bars.limit) report("N10/limit", `${seen} (+l ${limit}), which has ${room.members.size} members`);
    return;
  }
  const codes = new Set(own.map((line) => line.verb));
  const isOwnBan = (mask: string) => !mask.endsWith("!*@*") || mask === offer.fold(`${nick}!*@*`);
  const wrong = [
    codes.has("471") && !bars.limit && "471",
    codes.has("473") && !modes.has("i") && "473",
    codes.has("474") && !bans.some(isOwnBan) && "474",
    codes.has("475") && !bars.key && "475",
  ].find((code) => code !== false);
  if (wrong) report("N8/barred", `${seen} (${[...modes.keys()].join("")}) and gets ${wrong}`, wrong);
}

function invite(moment: Moment, report: Report): void {
  const { before, speaker, own, sent, offer } = moment;
  const [nick = "", name = ""] = sent.parameters;
  const room = before.room(name);
  const target = before.bearer(nick);
  const isDone = own.some((line) => line.verb === "341");
  if (!isDone || room === undefined || target === undefined || !isRoomName(name, offer)) return;
  if (!room.members.has(speaker)) report("N8/invite-outsider", `${before.nicks[speaker]} is not in ${room.name}`);
  else if (room.members.has(target)) report("N8/invite-member", `${nick} is in ${room.name}`);
}

/** N10: MAXLIST=b:50 or beI:100, also of several letters together. */
export const listsAreBounded = atEachMoment(({ own, offer, sent, after }, report) => {
  const entries = own.filter((line) => line.verb === "367").length;
  const share = (offer.tokens.get("MAXLIST") ?? "").split(",").find((each) => each.split(":")[0]?.includes("b"));
  const most = Number(share?.split(":")[1]);
  const room = after.room(sent.parameters[0]);
  if (room && errorsIn(own).length === 0 && entries > most) {
    report("N10/maxlist", `${room.name} has ${entries} bans; MAXLIST says ${share}`);
  }
});
