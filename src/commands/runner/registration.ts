// Registration: when a session has said all that is needed, what makes a user of it.
import type { AnyDraft } from "../../../events/envelope.ts";
import { type Origin, type UserId, userId } from "../../../events/names.ts";
import { userByNick } from "../../../projections/users.ts";
import { ERR_NICKNAMEINUSE, ERR_PASSWDMISMATCH } from "../../protocol/numerics.ts";
import type { Connection, Session } from "./client.ts";
import { type Reply, reply } from "./reply.ts";
import type { View } from "./view.ts";

export type Registration =
  | { readonly kind: "waiting" }
  | { readonly kind: "refused"; readonly reply: Reply; readonly session?: Partial<Session>; readonly close?: string }
  | { readonly kind: "complete"; readonly user: UserId; readonly events: readonly AnyDraft[] };

export function registrationOf(view: View, origin: Origin, connection: Connection, session: Session): Registration {
  const { nick, username, realname, isNegotiating } = session;
  if (session.phase !== "registering" || isNegotiating || !nick || !username || !realname) return { kind: "waiting" };
  if (view.node.isPasswordNeeded && session.password !== "right") {
    return { kind: "refused", reply: reply(ERR_PASSWDMISMATCH), close: "Password incorrect" };
  }
  // Somebody else may have taken the nick since NICK was accepted.
  if (userByNick(view.state, nick)) {
    return { kind: "refused", reply: reply(ERR_NICKNAMEINUSE, nick), session: { nick: "" } };
  }
  const user = userId(origin, view.state.origins.get(origin)?.nextUser ?? 0);
  const { host, address, port } = connection;
  return {
    kind: "complete",
    user,
    events: [
      { type: "CONNECT", actor: user, body: { nick, username, host, realname } },
      { type: "ADDRESS", actor: user, body: { address, port } },
    ],
  };
}
