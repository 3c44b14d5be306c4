// N7: who is heard. PRIVMSG and NOTICE to a channel or a user, told apart by their text, which names client and turn.
import type { Line } from "../model/wire.ts";
import { isRoomName, nickOf } from "./lines.ts";
import { atEachMoment, errorsIn, type Moment, type Report } from "./moments.ts";
import type { Room } from "./network.ts";

/** Modes under which it is clear who is heard. */
const PLAIN = new Set("beIiklmnpst");
/** This much of a long text must arrive; after it a server may cut, and say that it did. */
const SURE = 300;

export const messagesArrive = atEachMoment((moment, report) => {
  const { sent, before, speaker } = moment;
  const [target = "", text = ""] = sent.parameters;
  if ((sent.verb !== "PRIVMSG" && sent.verb !== "NOTICE") || text === "" || target.includes(",")) return;
  const room = before.room(target);
  const receiver = before.bearer(target);
  if (isRoomName(target, before.offer)) return room && toRoom(moment, report, room);
  if (receiver !== undefined && receiver !== speaker) toUser(moment, report, receiver);
});

function toRoom(moment: Moment, report: Report, room: Room): void {
  const { before, speaker, heard, offer } = moment;
  const isInside = room.members.has(speaker);
  const status = isInside ? room.members.get(speaker) : new Set<string>();
  const copies = heard.map((_, client) => copiesFor(moment, client, (to) => offer.fold(to) === offer.fold(room.name)));
  const others = [...copies.keys()].filter((client) => client !== speaker);
  const reached = others.some((client) => (copies[client]?.length ?? 0) > 0);
  const who = `${before.nicks[speaker]} in ${room.name}`;
  for (const client of others) {
    if ((copies[client]?.length ?? 0) > 0 && !room.members.has(client)) {
      report("N7/overheard", `${before.nicks[client]} is not in ${room.name}`);
    }
  }
  if ((copies[speaker]?.length ?? 0) > 0 && !before.has(speaker, "echo-message")) {
    report("N14/echo", `${before.nicks[speaker]} hears its own message`);
  }
  if (room.modes?.has("n") && !isInside && reached)
    report("N7/outside", `${before.nicks[speaker]} is not in ${room.name} (+n)`);
  if (status === undefined || room.modes === undefined) return;
  const isMute = room.modes.has("m") && status.size === 0;
  const bans = [...(room.lists.get("b") ?? [])];
  if (isMute && reached) report("N7/moderated", `${who} (+m) has no status`);
  const isBanned = isInside && status.size === 0 && bans.includes(offer.fold(`${before.nicks[speaker]}!*@*`));
  if (isBanned && !room.lists.get("e")?.size && reached) report("N7/banned", `${who} is banned and has no status`);
  // Under modes, bans or exceptions of another kind, more may bar or alter.
  const isPlain = [...room.modes.keys()].every((letter) => PLAIN.has(letter)) && bans.length === 0;
  const isBarred = isMute || (room.modes.has("n") && !isInside);
  if (!isPlain || isBarred || isAnswered(moment)) return;
  for (const client of others.filter((each) => room.members.has(each))) deliver(moment, report, client, copies[client]);
}

function toUser(moment: Moment, report: Report, receiver: number): void {
  const { heard, before, offer, speaker } = moment;
  heard.forEach((_, client) => {
    const copies = copiesFor(moment, client, (to) => offer.fold(to) === offer.fold(before.nicks[receiver] ?? ""));
    if (client === receiver) {
      if (!isAnswered(moment)) deliver(moment, report, client, copies);
      return;
    }
    if (client === speaker && before.has(speaker, "echo-message")) return;
    if (copies.length > 0)
      report("N7/overheard", `${before.nicks[client]} hears what is for ${before.nicks[receiver]}`);
  });
}

function deliver(moment: Moment, report: Report, client: number, copies: readonly Line[] = []): void {
  const { before, sent } = moment;
  const text = sent.parameters[1] ?? "";
  if (copies.length === 0) report("N7/lost", `${before.nicks[client]} does not hear it`, sent.verb);
  if (copies.length > 1) report("N7/twice", `${before.nicks[client]} hears it ${copies.length} times`, sent.verb);
  const arrived = copies[0]?.parameters[1];
  if (arrived === undefined || arrived === text) return;
  const isCut = text.length > SURE && arrived.startsWith(text.slice(0, SURE));
  if (!isCut) report("N7/altered", `${JSON.stringify(text)} arrives as ${JSON.stringify(arrived)}`, sent.verb);
}

/** Something was said to the sender: then there may be a reason that is not known here. */
function isAnswered({ own, speaker, before }: Moment): boolean {
  const isNotice = (line: Line) => line.verb === "NOTICE" && before.bearer(nickOf(line.source)) !== speaker;
  return errorsIn(own).length > 0 || own.some(isNotice);
}

/** Lines of the speaker's verb from the speaker. */
function copiesFor(
  { heard, before, speaker, sent }: Moment,
  client: number,
  isTo: (to: string) => boolean,
): readonly Line[] {
  return (heard[client] ?? []).filter(
    (line) =>
      line.verb === sent.verb &&
      before.bearer(nickOf(line.source)) === speaker &&
      isTo((line.parameters[0] ?? "").replace(/^[@+%&~](?=[#&])/, "")),
  );
}
