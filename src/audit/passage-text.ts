// A passage as a line for people: "2026-11-23 20:01:02.123 #c <alice> hello".
import type { ModeChange } from "../../events/catalogue.ts";
import type { AnyEvent } from "../../events/envelope.ts";
import type { UserId } from "../../events/names.ts";
import { nodeOf } from "../../events/names.ts";
import type { EventPassage, NotePassage, Passage } from "./history.ts";
import { shownTime } from "./moment.ts";

/** Without its line end; control characters are written out, so that a message cannot drive the reader's terminal. */
export function textOf(passage: Passage): string {
  const text = passage.kind === "note" ? noteText(passage) : eventText(passage);
  return `${shownTime(passage.at)} ${plain(text)}`;
}

/** Control characters as \xNN. */
export function plain(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

function noteText({ note }: NotePassage): string {
  if (note.note === "STARTED") return `note: ${(note.body as { software: string }).software} serves`;
  return `note: ${note.note} ${JSON.stringify(note.body)}`;
}

function eventText(passage: EventPassage): string {
  const { event } = passage;
  if (event.body === null) return withoutBody(passage);
  return sentence(event as AnyEvent, passage);
}

function withoutBody({ event, actor }: EventPassage): string {
  if (event.to) return `private ${event.type} for ${event.to.join(", ")} (its text was not kept)`;
  return `${event.type}${actor ? ` by ${actor.prefix}` : ""} (erased)`;
}

function sentence(event: AnyEvent, passage: EventPassage): string {
  const { actor, others } = passage;
  const who = actor?.prefix ?? event.actor ?? event.origin;
  const nick = actor?.nick ?? event.actor ?? event.origin;
  switch (event.type) {
    case "OPEN":
      return `${event.body.name} opened ${event.origin} (${event.body.software})`;
    case "CLOSE":
      return `${nodeOf(event.origin)} closed ${event.origin}${because(event.body.reason)}`;
    case "CONNECT":
      return `${event.body.nick}!${event.body.username}@${event.body.host} connected${because(event.body.realname)}`;
    case "ADDRESS":
      return `${nick} connected from ${event.body.address} port ${event.body.port}`;
    case "NICK":
      return `${nick} is now known as ${event.body.nick}`;
    case "QUIT":
      return `${who} quit${because(event.body.reason)}`;
    case "AWAY":
      return event.body.text === undefined ? `${nick} is back` : `${nick} is away${because(event.body.text)}`;
    case "UMODE":
      return `${nick} set ${signed("+", event.body.add)}${signed("-", event.body.remove)}`;
    case "JOIN":
      return `${who} joined ${event.body.name}`;
    case "PART":
      return `${who} left ${event.body.channel}${because(event.body.reason)}`;
    case "KICK":
      return `${nick} kicked ${object(passage)} from ${event.body.channel}${because(event.body.reason)}`;
    case "MODE":
      return `${nick} set ${modes(event.body.changes, (id) => others.get(id)?.nick ?? id)} on ${event.body.channel}`;
    case "TOPIC":
      return event.body.text === ""
        ? `${nick} took the topic off ${event.body.channel}`
        : `${nick} set the topic of ${event.body.channel}: ${event.body.text}`;
    case "INVITE":
      return `${nick} invited ${object(passage)} to ${event.body.channel}`;
    case "PRIVMSG":
    case "NOTICE":
      return said(event.type, nick, event.body.channel ?? `private to ${object(passage)}`, event.body.text);
    case "TAGMSG":
      return `${nick} sent tags to ${event.body.channel ?? `${object(passage)} privately`}: ${event.body.tags ?? ""}`;
    case "KNOCK":
      return `${who} knocked at ${event.body.channel}`;
    case "SETNAME":
      return `${nick} changed their realname to ${event.body.realname}`;
    case "LINK":
      return `${nodeOf(event.origin)} linked with ${event.body.peer}`;
    case "UNLINK":
      return `${nodeOf(event.origin)} lost its link with ${event.body.peer}${because(event.body.reason)}`;
    case "GONE":
      return `${nick} gave up ${event.body.origins}`;
    default:
      return officially(event, passage, nick);
  }
}

type Official = "OPER" | "KILL" | "KLINE" | "DLINE" | "UNKLINE" | "UNDLINE" | "SAMODE" | "CHGHOST" | "WALLOPS";

/** What operators of the network do. */
function officially(event: AnyEvent & { readonly type: Official }, passage: EventPassage, nick: string): string {
  switch (event.type) {
    case "OPER":
      return `${nick} became an operator as ${event.body.name} (${event.body.privileges})`;
    case "KILL":
      return `${nick} killed ${object(passage)}${because(event.body.reason)}`;
    case "KLINE":
    case "DLINE": {
      const until = event.body.until === 0 ? "for good" : `until ${shownTime(event.body.until)}`;
      return `${nick} set ${event.type} ${event.body.mask} ${until}${because(event.body.reason)}`;
    }
    case "UNKLINE":
    case "UNDLINE":
      return `${nick} lifted ${event.type.slice(2)} ${event.body.mask}`;
    case "SAMODE": {
      const changed = modes(event.body.changes, (id) => passage.others.get(id)?.nick ?? id);
      return `${nick} set ${changed} on ${event.body.channel} by right of office`;
    }
    case "CHGHOST":
      return `${nick} changed the host of ${object(passage)} to ${event.body.username}@${event.body.host}`;
    case "WALLOPS":
      return `${nick} wrote to all with +w: ${event.body.text}`;
  }
}

const ACTION = /^\u0001ACTION (.*?)\u0001?$/s;

function said(type: "PRIVMSG" | "NOTICE", nick: string, where: string, text: string): string {
  const action = type === "PRIVMSG" ? ACTION.exec(text) : null;
  if (action) return `${where} * ${nick} ${action[1]}`;
  return type === "PRIVMSG" ? `${where} <${nick}> ${text}` : `${where} -${nick}- ${text}`;
}

/** "+ov-k alice bob *" of a list of changes. */
function modes(changes: readonly ModeChange[], nickOf: (id: UserId) => string): string {
  let letters = "";
  let sign = "";
  const values: string[] = [];
  for (const [wanted, kind, letter, value] of changes) {
    letters += wanted === sign ? letter : wanted + letter;
    sign = wanted;
    if (value) values.push(kind === "status" ? nickOf(value as UserId) : value);
  }
  return [letters, ...values].join(" ");
}

const object = ({ target }: EventPassage) => target?.nick ?? "?";
const because = (reason: string | undefined) => (reason ? ` (${reason})` : "");
const signed = (sign: string, letters: string) => (letters === "" ? "" : sign + letters);
