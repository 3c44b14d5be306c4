// Reads the parameters of MODE #channel into asked-for changes (Modern IRC, "MODE message").
import { type ChannelMode, channelMode } from "./modes.ts";

export type AskedChange =
  | { readonly sign: "+" | "-"; readonly mode: ChannelMode; readonly value: string | undefined }
  | { readonly sign: "+" | "-"; readonly unknown: string };

/** Modes that take a value take the next parameter; -l takes none, and a list mode without one asks for the list. */
export function readModeChanges(parameters: readonly string[]): readonly AskedChange[] {
  const [letters = "", ...values] = parameters;
  const changes: AskedChange[] = [];
  let sign: "+" | "-" = "+";
  for (const letter of letters) {
    if (letter === "+" || letter === "-") {
      sign = letter;
      continue;
    }
    const mode = channelMode(letter);
    if (mode === undefined) changes.push({ sign, unknown: letter });
    else changes.push({ sign, mode, value: takesValue(mode, sign) ? values.shift() : undefined });
  }
  return changes;
}

function takesValue(mode: ChannelMode, sign: "+" | "-"): boolean {
  return mode.kind !== "flag" && !(mode.kind === "limit" && sign === "-");
}

/** "+o-v alice bob" of single changes; one sign stands until the other comes. */
export function writeModeChanges(
  changes: readonly (readonly [sign: string, letter: string, value?: string])[],
): string {
  let letters = "";
  let values = "";
  let sign = "";
  for (const [each, letter, value] of changes) {
    if (each !== sign) letters += each;
    sign = each;
    letters += letter;
    if (value !== undefined) values += ` ${value}`;
  }
  return letters + values;
}
