// What this server offers a client to negotiate, and what it tells those who listen when that changes.
import { CAP_NOTIFY, capabilities, has, STS } from "../../protocol/capabilities.ts";
import type { Client, Connection } from "../runner/client.ts";
import type { Reply } from "../runner/reply.ts";
import type { NodeFacts, View } from "../runner/view.ts";

/** From this version of CAP LS on, values are shown, lists may take several lines, and changes are told unasked. */
export const VALUES = 302;

/** IRCv3 capability negotiation: the names on offer, with values for those who read them. */
export function offered({ sts }: NodeFacts, { isSecure }: Connection, capVersion: number): readonly string[] {
  const isStsShown = sts !== undefined && capVersion >= VALUES;
  const shown = capabilities.filter((each) => !each.isPrepared && (each !== STS || isStsShown));
  return shown.map((each) => (each === STS ? `sts=${stsValue(sts, isSecure)}` : each.name));
}

/**
 * IRCv3 cap-notify: what is on offer now and was not. There is never a CAP DEL: all but sts are always there, and of
 * sts none may be sent, for clients keep to it until its duration is over.
 */
export function newlyOffered(view: View, before: NodeFacts, { session, connection }: Client, to: string): Reply[] {
  const { capVersion = 0 } = session;
  if (!has(session.capabilities, CAP_NOTIFY)) return [];
  const known = new Set(offered(before, connection, capVersion));
  const names = offered(view.node, connection, capVersion).filter((name) => !known.has(name));
  return names.length === 0 ? [] : [{ verb: "CAP", parameters: [to, "NEW", names.join(" ")] }];
}

/** IRCv3 sts: on a plain connection where to go, on a secure one for how long to stay. */
function stsValue(sts: NodeFacts["sts"], isSecure: boolean): string {
  return isSecure ? `duration=${sts?.durationSeconds ?? 0}` : `port=${sts?.port ?? 0}`;
}
