import { ERR_ALREADYREGISTERED } from "../protocol/numerics.ts";
import { earlyCommand, nothing, refuse } from "./runner/command.ts";

/** PASS <password>   RFC 2812 §3.1.1. The password itself goes no further than this comparison. */
export const pass = earlyCommand({
  verb: "PASS",
  parameters: [1, 1],
  cost: 1,
  syntax: "PASS <password>",
  help: "Gives the server's password, before NICK and USER.",
  decide(view, { session, parameters: [password = ""] }) {
    if (session.phase !== "registering") return refuse(ERR_ALREADYREGISTERED);
    return { ...nothing, session: { password: view.isPassword(password) ? "right" : "wrong" } };
  },
});
