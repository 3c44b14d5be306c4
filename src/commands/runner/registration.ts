// Registration: when a session has said all that is needed, what makes a user of it.
import type { AnyDraft } from "../../../events/envelope.ts";
import { type Origin, type UserId, userId } from "../../../events/names.ts";
import { userByNick } from "../../../projections/users.ts";
import { ERR_NICKNAMEINUSE, ERR_PASSWDMISMATCH } from "../../protocol/numerics.ts";
import { bannedReply, banOn, reasonShown } from "../replies/operators-bans.ts";
import type { Connection, Session } from "./client.ts";
import { type Reply, reply } from "./reply.ts";
import type { View } from "./view.ts";

export type Registration =
  | { readonly kind: "waiting" }
  | {
      readonly kind: "refused";
      readonly replies: readonly Reply[];
      readonly session?: Partial<Session>;
      readonly close?: string;
    }
  | { readonly kind: "complete"; readonly user: UserId; readonly events: readonly AnyDraft[] };

export function registrationOf(view: View, origin: Origin, connection: Connection, session: Session): Registration {
  const { nick, username, realname, isNegotiating } = session;
  if (session.phase !== "registering" || isNegotiating || !nick || !username || !realname) return { kind: "waiting" };
  if (view.node.isPasswordNeeded && session.password !== "right") {
    return { kind: "refused", replies: [reply(ERR_PASSWDMISMATCH)], close: "Password incorrect" };
  }
  const ban = banOn(view, connection, username);
  if (ban) return { kind: "refused", replies: [bannedReply(ban)], close: reasonShown(ban) };
  // Somebody else may have taken the nick since NICK was accepted.
  if (userByNick(view.state, nick)) {
    return { kind: "refused", replies: [reply(ERR_NICKNAMEINUSE, nick)], session: { nick: "" } };
  }
  const user = userId(origin, view.state.origins.get(origin)?.nextUser ?? 0);
  const { address, port } = connection;
  const host = view.shownHost(connection);
  const away: readonly AnyDraft[] = session.away ? [{ type: "AWAY", actor: user, body: { text: session.away } }] : [];
  return {
    kind: "complete",
    user,
    events: [
      { type: "CONNECT", actor: user, body: { nick, username, host, realname } },
      { type: "ADDRESS", actor: user, body: { address, port } },
      ...away,
    ],
  };
}
