// All invariants that can be judged from outside, over the wire; each gives the violations that it finds in a history.
import { commandsEnd } from "./answers.ts";
import { eventsAreTold } from "./delivery.ts";
import { gatesHold, listsAreBounded } from "./entry.ts";
import { linesAreSound } from "./form.ts";
import type { History, Invariant, Violation } from "./history.ts";
import { channelsEnd } from "./lifetime.ts";
import { nicksAreUnique, statusIsGiven, statusIsShown } from "./naming.ts";
import { nothingUnasked } from "./negotiation.ts";
import { settingsAreTold } from "./settings.ts";
import { messagesArrive } from "./speech.ts";

export const invariants = {
  nicksAreUnique,
  channelsEnd,
  statusIsShown,
  statusIsGiven,
  messagesArrive,
  gatesHold,
  settingsAreTold,
  listsAreBounded,
  eventsAreTold,
  linesAreSound,
  commandsEnd,
  nothingUnasked,
} as const satisfies Readonly<Record<string, Invariant>>;

/** Every violation, in the order of turns. */
export function judge(history: History): readonly Violation[] {
  const found = Object.values(invariants).flatMap((invariant) => invariant(history));
  return found.sort((a, b) => a.turn - b.turn);
}
