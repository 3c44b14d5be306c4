// The lines in which users see what happened. Each is cut to 512 bytes on a code point.
import type { ModeChange } from "../../events/catalogue.ts";
import type { AnyEvent } from "../../events/envelope.ts";
import type { UserId } from "../../events/names.ts";
import { writeModeChanges } from "../protocol/mode-changes.ts";
import { toLine } from "../protocol/text.ts";

/** `source` is nick!user@host or a server's name throughout. */
export const messageLine = (source: string, verb: "PRIVMSG" | "NOTICE", target: string, text: string) =>
  toLine(`:${source} ${verb} ${target} :${text}`);

export const tagmsgLine = (source: string, target: string) => toLine(`:${source} TAGMSG ${target}`);

export const awayLine = (source: string, text: string | undefined) =>
  toLine(text === undefined ? `:${source} AWAY` : `:${source} AWAY :${text}`);
export const setnameLine = (source: string, realname: string) => toLine(`:${source} SETNAME :${realname}`);
export const chghostLine = (source: string, username: string, host: string) =>
  toLine(`:${source} CHGHOST ${username} ${host}`);

/** Gives a member who came back the status that they have; nothing where they have none. */
export const statusLine = (source: string, channel: string, status: string, nick: string) =>
  status === "" ? "" : toLine(`:${source} MODE ${channel} +${status} ${[...status].map(() => nick).join(" ")}`);

/** Why a user ended, as the QUIT says it. `actor`: who acted, as others see them. */
export function reasonOf(event: AnyEvent, actor: string): string {
  if (event.type === "KILL") return `Killed (${actor.split("!", 1)[0]} (${event.body.reason}))`;
  return "reason" in event.body ? (event.body.reason ?? "") : "Node restarted";
}

export const nickLine = (source: string, nick: string) => toLine(`:${source} NICK ${nick}`);
export const quitLine = (source: string, reason: string) => toLine(`:${source} QUIT :${reason}`);
export const joinLine = (source: string, channel: string) => toLine(`:${source} JOIN ${channel}`);
export const topicLine = (source: string, channel: string, text: string) =>
  toLine(`:${source} TOPIC ${channel} :${text}`);
export const inviteLine = (source: string, nick: string, channel: string) =>
  toLine(`:${source} INVITE ${nick} ${channel}`);

export const partLine = (source: string, channel: string, reason: string | undefined) =>
  toLine(reason === undefined ? `:${source} PART ${channel}` : `:${source} PART ${channel} :${reason}`);

export const kickLine = (source: string, channel: string, nick: string, reason: string) =>
  toLine(`:${source} KICK ${channel} ${nick} :${reason}`);

export function userModeLine(source: string, nick: string, added: string, removed: string): string {
  return toLine(`:${source} MODE ${nick} :${removed && `-${removed}`}${added && `+${added}`}`);
}

/** A MODE line that would not fit is written as several, so that each lists what it changes in full. */
export function modeLines(
  source: string,
  channel: string,
  changes: readonly ModeChange[],
  nickOf: (user: UserId) => string,
): string {
  const shown = changes.map(([sign, kind, letter, value]) => {
    if (kind === "flag" || (letter === "l" && sign === "-")) return [sign, letter] as const;
    return [sign, letter, kind === "status" ? nickOf(value as UserId) : (value ?? "")] as const;
  });
  const head = `:${source} MODE ${channel} `;
  let lines = "";
  let from = 0;
  for (let to = 1; to <= shown.length; to++) {
    const isLast = to === shown.length;
    const next = isLast ? "" : head + writeModeChanges(shown.slice(from, to + 1));
    if (!isLast && Buffer.byteLength(next) <= 510) continue;
    lines += toLine(head + writeModeChanges(shown.slice(from, to)));
    from = to;
  }
  return lines;
}
