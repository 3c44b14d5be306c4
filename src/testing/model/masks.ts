// Masks of users, the slow and plain way: normal form and matching, as clients and channel operators know them.
import { bytesOf, fold } from "./wire.ts";

/** nick!user@host with "*" for what is missing; "*" once where it stands twice. A dot or colon alone means a host. */
export function wholeMask(text: string): string {
  const parts = /^(?:([^!]*)!)?(.*)$/s.exec(text);
  const hasNick = text.includes("!");
  const rest = parts?.[2] ?? "";
  const at = rest.indexOf("@");
  let nick = hasNick ? (parts?.[1] ?? "") : "";
  let user = at >= 0 ? rest.slice(0, at) : "";
  let host = at >= 0 ? rest.slice(at + 1) : "";
  if (at < 0 && hasNick) user = rest;
  if (at < 0 && !hasNick) {
    if (/[.:]/.test(rest)) host = rest;
    else nick = rest;
  }
  nick ||= "*";
  user ||= "*";
  host ||= "*";
  return `${nick}!${user}@${host}`.replace(/\*\**/g, "*");
}

/** What may stand in a list: one word that is not a parameter's beginning or a list of masks, and not too long. */
export function isMask(text: string, maskBytes: number): boolean {
  return !/[\s\u0000-\u001f]/.test(text) && !/^[,:]/.test(text) && bytesOf(text) <= maskBytes;
}

/** "*" any run, "?" any one character, all else itself; letters A-Z as a-z. */
export function isMatch(mask: string, text: string): boolean {
  return naive(fold(mask), fold(text));
}

/** By every way to give "*" a share of the text; `from` positions that a prefix of the mask can reach. */
function naive(mask: string, text: string): boolean {
  let reached = new Set([0]);
  for (const wanted of mask) {
    const next = new Set<number>();
    for (const at of reached) {
      if (wanted === "*") for (let to = at; to <= text.length; to++) next.add(to);
      else if (at < text.length && (wanted === "?" || wanted === text[at])) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(text.length);
}
