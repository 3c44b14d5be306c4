// How a link ends by what was thrown while it was read or written.
import { LogError } from "../record/log.ts";
import { TurnFailed } from "../record/turn.ts";
import { type LinkCode, LinkFault } from "./fault.ts";
import { FrameError } from "./frames.ts";

export function faultOf(error: unknown): { readonly code: LinkCode; readonly reason: string } {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof LinkFault || error instanceof FrameError) return { code: error.code, reason };
  if (error instanceof TurnFailed || error instanceof LogError) return { code: "RECORD_UNAVAILABLE", reason };
  return { code: "INTERNAL_ERROR", reason };
}
