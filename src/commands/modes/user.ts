// MODE of a user: shown and set by that user alone.
import type { UserRow } from "../../../projections/state.ts";
import { userByNick } from "../../../projections/users.ts";
import { type UserMode, userModes } from "../../protocol/modes.ts";
import { ERR_NOSUCHNICK, ERR_UMODEUNKNOWNFLAG, ERR_USERSDONTMATCH, RPL_UMODEIS } from "../../protocol/numerics.ts";
import { accept, answer, type Decision, refuse } from "../runner/command.ts";
import { reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";

export function decideUserMode(view: View, actor: UserRow, nick: string, [letters]: readonly string[]): Decision {
  const target = userByNick(view.state, nick);
  if (!target) return refuse(ERR_NOSUCHNICK, nick);
  if (target.id !== actor.id) return refuse(ERR_USERSDONTMATCH);
  if (letters === undefined) return answer([reply(RPL_UMODEIS, `+${actor.modes}`)]);
  const { add, remove, isUnknown } = read(letters, actor);
  const unknown = isUnknown ? [reply(ERR_UMODEUNKNOWNFLAG)] : [];
  if (add === "" && remove === "") return answer(unknown);
  return accept({ type: "UMODE", actor: actor.id, body: { add, remove } }, unknown);
}

/** The last word on a letter holds; letters that users cannot give themselves are passed over in silence. */
function read(letters: string, { modes, operator }: UserRow): { add: string; remove: string; isUnknown: boolean } {
  const wanted = new Map<string, boolean>();
  let isSet = true;
  let isUnknown = false;
  for (const letter of letters) {
    if (letter === "+" || letter === "-") {
      isSet = letter === "+";
      continue;
    }
    const mode = userModes.find((each) => each.letter === letter);
    if (mode === undefined) isUnknown = true;
    else if (mode.isFree || !isSet || isOfficial(mode, operator)) wanted.set(letter, isSet);
  }
  // Who gives up the office gives up what came with it.
  if (wanted.get("o") === false)
    for (const { letter, privilege } of userModes) if (privilege) wanted.set(letter, false);
  const chosen = (set: boolean) =>
    [...wanted].filter(([letter, on]) => on === set && modes.includes(letter) !== set).map(([letter]) => letter);
  return { add: chosen(true).join(""), remove: chosen(false).join(""), isUnknown };
}

const isOfficial = ({ privilege }: UserMode, operator: UserRow["operator"]) =>
  privilege !== undefined && operator?.privileges.includes(privilege) === true;
