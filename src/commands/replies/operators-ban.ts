// The decisions that KLINE and DLINE share, and those of UNKLINE and UNDLINE.
import { banKey } from "../../../projections/operators.ts";
import type { BanRow, UserRow } from "../../../projections/state.ts";
import { nickOf, prefixOf } from "../../../projections/users.ts";
import { readDuration, shownDuration } from "../../protocol/durations.ts";
import { ERR_NEEDMOREPARAMS } from "../../protocol/numerics.ts";
import { cut } from "../../protocol/text.ts";
import { accept, answer, type Decision, refuse } from "../runner/command.ts";
import { fail, notice } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";
import { identityOfUser, isHeldBy, isOfEverybody } from "./operators-bans.ts";

type Kind = BanRow["kind"];

/** Before the mask: set it although it holds the operator or everybody. */
const FORCE = "!";
/** Of a refused mask, as it is echoed. */
const SHOWN_BYTES = 100;

interface Asked {
  readonly duration: number;
  readonly mask: string;
  readonly isForced: boolean;
  readonly reason: string;
}

/** `readMask`: gives a mask its one form, undefined for what is none. */
export function decideBan(
  view: View,
  actor: UserRow,
  [kind, readMask]: readonly [Kind, (text: string) => string | undefined],
  parameters: readonly string[],
): Decision {
  const { state, limits, now } = view;
  const asked = readAsked(parameters);
  if (asked === undefined) return refuse(ERR_NEEDMOREPARAMS, kind);
  const no = (code: string, text: string) => answer([fail(kind, code, text, shown(asked.mask))]);
  const mask = readMask(asked.mask);
  if (mask === undefined) return no("INVALID_MASK", kind === "KLINE" ? NO_USER_MASK : NO_ADDRESS_MASK);
  const isNew = !state.bans.has(banKey(kind, mask));
  if (isNew && state.bans.size >= limits.bans) return no("TOO_MANY_BANS", "The list of bans is full; lift some first");
  const until = asked.duration === 0 ? 0 : now + asked.duration;
  const reason = cut(asked.reason, limits.kickBytes);
  const body = { mask, reason, until, by: prefixOf(state, actor) };
  const isOwn = isHeldBy({ kind, at: now, ...body }, identityOfUser(view, actor));
  if (isOwn && !asked.isForced) return no("MATCHES_YOU", `You match it yourself; ${forceWith(kind)}`);
  if (isOfEverybody(mask) && !asked.isForced) return no("TOO_WIDE", `Nearly everybody matches it; ${forceWith(kind)}`);
  const length = asked.duration === 0 ? "for good" : `for ${shownDuration(asked.duration)}`;
  const told = notice(nickOf(state, actor), `${kind} of ${mask} is set ${length}`);
  return accept({ type: kind, actor: actor.id, body }, [told]);
}

export function decideUnban(view: View, actor: UserRow, kind: Kind, mask: string): Decision {
  const ban = view.state.bans.get(banKey(kind, mask));
  if (ban === undefined) return answer([fail(`UN${kind}`, "NO_SUCH_BAN", `There is no such ${kind}`, shown(mask))]);
  const told = notice(nickOf(view.state, actor), `${kind} of ${ban.mask} is lifted`);
  return accept({ type: `UN${kind}`, actor: actor.id, body: { mask: ban.mask } }, [told]);
}

/** "until 2026-11-24T00:00:00.000Z" or "for good". */
export function untilShown(until: number): string {
  return until === 0 ? "for good" : `until ${new Date(until / 1000).toISOString()}`;
}

/** [duration] [!]mask [reason] */
function readAsked(parameters: readonly string[]): Asked | undefined {
  const duration = parameters.length > 1 ? readDuration(parameters[0] ?? "") : undefined;
  const [mask = "", reason = ""] = duration === undefined ? parameters : parameters.slice(1);
  const isForced = mask.startsWith(FORCE);
  const bare = isForced ? mask.slice(FORCE.length) : mask;
  if (bare === "") return undefined;
  return { duration: duration ?? 0, mask: bare, isForced, reason: reason === "" ? "No reason given" : reason };
}

const NO_USER_MASK = "Not a mask of the form user@host";
const NO_ADDRESS_MASK = "Neither an address nor a network such as 192.0.2.0/24";
const forceWith = (kind: Kind) => `${kind} ${FORCE}<mask> sets it all the same`;

/** As a word of a line. */
const shown = (mask: string) => cut(mask.replace(/[\s\x00]/g, "?").replace(/^:/, "?"), SHOWN_BYTES) || "*";
