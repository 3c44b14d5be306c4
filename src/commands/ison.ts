import { nickOf, userByNick } from "../../projections/users.ts";
import { RPL_ISON } from "../protocol/numerics.ts";
import { packWords } from "../protocol/pack.ts";
import { answer, command } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** Server name, code and the asker's nick at their longest. */
const OVERHEAD_BYTES = 140;
/** Of one line there cannot be more. */
const MOST_PARAMETERS = 256;

/** ISON <nicks>   RFC 2812 §4.9. Those who are here, in the order in which they were asked for. */
export const ison = command({
  verb: "ISON",
  parameters: [1, MOST_PARAMETERS],
  cost: 2,
  syntax: "ISON <nick>{ <nick>}",
  help: "Says which of these nicks are here.",
  decide({ state }, { parameters }) {
    const asked = parameters.flatMap((each) => each.split(" "));
    const here = asked.flatMap((nick) => {
      const user = userByNick(state, nick);
      return user ? nickOf(state, user) : [];
    });
    const lines = packWords(here, OVERHEAD_BYTES);
    return answer(lines.length === 0 ? [reply(RPL_ISON, "")] : lines.map((line) => reply(RPL_ISON, line)));
  },
});
