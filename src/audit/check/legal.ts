// Before an event is folded: whether it may follow on the state before it. Facts must be of living users; claims of a
// node that is alone must be good ones, for nobody else can have been there first.
import type { EventType } from "../../../events/catalogue.ts";
import type { AnyEvent, Recorded } from "../../../events/envelope.ts";
import { type UserId, uidOf } from "../../../events/names.ts";
import { isOperator } from "../../../projections/members.ts";
import { banKey, hasPrivilege, isExpired, type Privilege } from "../../../projections/operators.ts";
import type { State } from "../../../projections/state.ts";
import { userByNick } from "../../../projections/users.ts";
import { must } from "./violation.ts";

/** What takes a privilege, and which. */
const official = {
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
  if (type === "OPEN" || type === "CLOSE") return;
  if (type !== "CONNECT" && actor !== undefined) lives(state, event, actor);
  const privilege = (official as Partial<Record<EventType, Privilege>>)[type];
  if (privilege !== undefined) return checkOffice(state, event, privilege);
  if (event.body === null) return;
  if (actor === undefined) return checkPrivate(state, event);
  if (!isAlone) return;
  if (type === "CONNECT" || type === "NICK") checkNick(state, actor, event.body.nick);
  if (type === "MODE") checkStatus(state, event, actor);
  if (type === "UMODE")
    must(!event.body.add.includes("o"), "N17", () => `${actor} gives themselves the office of operator`);
}

function lives(state: State, event: Recorded, user: UserId): void {
  const row = state.users.get(user);
  must(row !== undefined, "R1", () => `${event.type} by ${user}, who is not connected`);
  must(row.origin === event.origin, "R1", () => `${event.origin} speaks for ${user}, who is not its user`);
}

function checkPrivate(state: State, event: AnyEvent): void {
  const isMessage = event.type === "PRIVMSG" || event.type === "NOTICE" || event.type === "TAGMSG";
  must(isMessage && event.body.sender !== undefined, "R1", () => `${event.type} has no actor`);
  lives(state, event, event.body.sender);
}

function checkNick(state: State, user: UserId, nick: string): void {
  const bearer = userByNick(state, nick);
  must(
    bearer === undefined || bearer.id === user,
    "N1",
    () => `${user} takes the nick ${nick}, which ${bearer?.id} bears`,
  );
  const isUid = /^[0-9]/.test(nick);
  must(!isUid || nick === uidOf(user), "N1", () => `${user} takes ${nick}, which could be another's id`);
}

function checkStatus(state: State, event: AnyEvent & { type: "MODE" }, actor: UserId): void {
  const { channel, changes } = event.body;
  const given = changes.find(([sign, kind]) => sign === "+" && kind === "status");
  must(given === undefined || isOperator(state, channel, actor), "N6", () => {
    return `${actor} gives status ${given?.[2]} on ${channel} without being its operator`;
  });
}

/** The right of whoever acted, at that place; a ban that has run out is lifted by a node, and nobody acts. */
function checkOffice(state: State, event: Recorded, privilege: Privilege): void {
  const { type, actor, body } = event;
  if (actor !== undefined) {
    const isOfficial = hasPrivilege(state.users.get(actor), privilege);
    return must(isOfficial, "N17", () => `${type} by ${actor}, who is no operator with the privilege ${privilege}`);
  }
  const isLifting = type === "UNKLINE" || type === "UNDLINE";
  must(isLifting, "N17", () => `${type} by nobody, and it takes an operator`);
  if (body === null) return;
  const ban = state.bans.get(banKey(type === "UNKLINE" ? "KLINE" : "DLINE", body.mask));
  must(ban === undefined || isExpired(ban, event), "N17", () => `${type} by nobody, of a ban that has not run out`);
}
