import { prefixOf } from "../../projections/users.ts";
import { ERR_NOOPERHOST, ERR_PASSWDMISMATCH, RPL_YOUREOPER } from "../protocol/numerics.ts";
import { accept, answer, command, refuse } from "./runner/command.ts";
import type { Proof } from "./runner/operators.ts";
import { fail, reply } from "./runner/reply.ts";

/** OPER <name> <password>   RFC 2812 §3.1.4. The password goes no further than the proof. */
export const oper = command({
  verb: "OPER",
  parameters: [2, 2],
  cost: 4,
  syntax: "OPER <name> <password>",
  help: "Makes you an operator of the network.",
  prepare(view, [name = "", password = ""], connection) {
    return view.operators.prove({ name, password, connection }, view.now);
  },
  decide(view, { actor, prepared, parameters: [name = ""] }) {
    const proof = prepared as Proof;
    const who = prefixOf(view.state, actor);
    // A name that is not configured is not repeated: it may be a password in the wrong place.
    const failed = (why: string) => ({ notices: [`Failed OPER by ${who}: ${why}`] });
    if (proof.kind === "slowed") {
      const slowed = answer([fail("OPER", "TOO_MANY_ATTEMPTS", "Too many attempts; wait a minute")]);
      return proof.isFirst ? { ...slowed, ...failed("too many attempts, slowed") } : slowed;
    }
    if (proof.kind === "unknown") return { ...refuse(ERR_NOOPERHOST), ...failed("no such operator from there") };
    if (proof.kind === "wrong") return { ...refuse(ERR_PASSWDMISMATCH), ...failed(`wrong password for ${name}`) };
    const { office } = proof;
    const body = { name: office.name, privileges: office.privileges };
    return accept({ type: "OPER", actor: actor.id, body }, [reply(RPL_YOUREOPER)]);
  },
});
