// Before an event is folded: whether it may follow on the state before it. Nobody speaks for another node's users. Of a
// node that is alone, facts must be of living users and claims good ones: nobody else can have ended or outrun them.
import type { EventType } from "../../../events/catalogue.ts";
import type { AnyEvent, Recorded } from "../../../events/envelope.ts";
import { originOf, type UserId, uidOf } from "../../../events/names.ts";
import { isOperator } from "../../../projections/members.ts";
import { banKey, hasPrivilege, isExpired, type Privilege } from "../../../projections/operators.ts";
import type { State } from "../../../projections/state.ts";
import { userByNick } from "../../../projections/users.ts";
import { must } from "./violation.ts";

/** What takes a privilege, and which. */
const official = {
  GONE: "links",
  KILL: "kill",
  KLINE: "ban",
  DLINE: "ban",
  UNKLINE: "ban",
  UNDLINE: "ban",
  SAMODE: "samode",
  CHGHOST: "chghost",
  WALLOPS: "wallops",
} as const satisfies Partial<Record<EventType, Privilege>>;

/** Throws Violation. */
export function checkLegal(state: State, event: Recorded, isAlone: boolean): void {
  const { type, actor } = event;
  if (type === "OPEN" || type === "CLOSE" || type === "LINK" || type === "UNLINK") return;
  if (actor !== undefined) isOwn(event, actor);
  if (type !== "CONNECT" && actor !== undefined && isAlone) lives(state, event, actor);
  const privilege = (official as Partial<Record<EventType, Privilege>>)[type];
  if (privilege !== undefined) return checkOffice(state, event, privilege, isAlone);
  if (event.body === null) return;
  if (actor === undefined) return checkPrivate(state, event, isAlone);
  if (!isAlone) return;
  if (type === "CONNECT" || type === "NICK") checkNick(state, actor, event.body.nick);
  if (type === "MODE") checkStatus(state, event, actor);
  if (type === "UMODE")
    must(!event.body.add.includes("o"), "N17", () => `${actor} gives themselves the office of operator`);
}

function isOwn({ origin }: Recorded, user: UserId): void {
  must(originOf(user) === origin, "R1", () => `${origin} speaks for ${user}, who is not its user`);
}

function lives(state: State, event: Recorded, user: UserId): void {
  must(state.users.has(user), "R1", () => `${event.type} by ${user}, who is not connected`);
}

function checkPrivate(state: State, event: AnyEvent, isAlone: boolean): void {
  const isMessage = event.type === "PRIVMSG" || event.type === "NOTICE" || event.type === "TAGMSG";
  must(isMessage && event.body.sender !== undefined, "R1", () => `${event.type} has no actor`);
  isOwn(event, event.body.sender);
  if (isAlone) lives(state, event, event.body.sender);
}

function checkNick(state: State, user: UserId, nick: string): void {
  const isUid = /^[0-9]/.test(nick);
  must(!isUid || nick === uidOf(user), "N1", () => `${user} takes ${nick}, which could be another's id`);
  const bearer = userByNick(state, nick);
  must(
    bearer === undefined || bearer.id === user,
    "N1",
    () => `${user} takes the nick ${nick}, which ${bearer?.id} bears`,
  );
}

function checkStatus(state: State, event: AnyEvent & { type: "MODE" }, actor: UserId): void {
  const { channel, changes } = event.body;
  const given = changes.find(([sign, kind]) => sign === "+" && kind === "status");
  must(given === undefined || isOperator(state, channel, actor), "N6", () => {
    return `${actor} gives status ${given?.[2]} on ${channel} without being its operator`;
  });
}

/**
 * The right of whoever acted, at that place; a ban that has run out is lifted by a node, and nobody acts. Elsewhere
 * somebody may have ended the operator first, or set the ban again.
 */
function checkOffice(state: State, event: Recorded, privilege: Privilege, isAlone: boolean): void {
  const { type, actor, body } = event;
  if (actor !== undefined) {
    const row = state.users.get(actor);
    const isOfficial = hasPrivilege(row, privilege) || (row === undefined && !isAlone);
    return must(isOfficial, "N17", () => `${type} by ${actor}, who is no operator with the privilege ${privilege}`);
  }
  const isLifting = type === "UNKLINE" || type === "UNDLINE";
  must(isLifting, "N17", () => `${type} by nobody, and it takes an operator`);
  if (body === null || !isAlone) return;
  const ban = state.bans.get(banKey(type === "UNKLINE" ? "KLINE" : "DLINE", body.mask));
  must(ban === undefined || isExpired(ban, event), "N17", () => `${type} by nobody, of a ban that has not run out`);
}
