import type { UserRow } from "../../projections/state.ts";
import { nickOf, userByNick } from "../../projections/users.ts";
import { RPL_USERHOST } from "../protocol/numerics.ts";
import { answer, command } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

const MOST = 5;

/** USERHOST <nicks>   RFC 2812 §4.8: "*" marks an IRC operator, "-" somebody who is away. At most five are told. */
export const userhost = command({
  verb: "USERHOST",
  parameters: [1, MOST],
  cost: 2,
  syntax: "USERHOST <nick>{ <nick>}",
  help: "Tells username and host of up to five users.",
  decide(view, { parameters }) {
    const users = parameters.flatMap((nick) => userByNick(view.state, nick) ?? []);
    return answer([reply(RPL_USERHOST, users.map((user) => shown(view, user)).join(" "))]);
  },
});

function shown({ state }: View, user: UserRow): string {
  const star = user.modes.includes("o") ? "*" : "";
  const sign = user.away === undefined ? "+" : "-";
  return `${nickOf(state, user)}${star}=${sign}${user.username}@${user.host}`;
}
