// What a peer said, or made this node say, as it may go to logs and terminals.
import type { LinkCode } from "./fault.ts";
import type { Frames } from "./frames.ts";

const REASON_LENGTH = 500;

export const sayable = (reason: string) => reason.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?").slice(0, REASON_LENGTH);

/** A code that this build does not know may be that of a newer one. */
export function goodbye({ code, reason }: Frames["BYE"]): { readonly code: LinkCode; readonly reason: string } {
  const isCode = /^[A-Z_]{1,40}$/.test(code);
  return { code: (isCode ? code : "CONNECTION_LOST") as LinkCode, reason: sayable(reason) };
}
