// Commands may name the server that is to answer; so far there is only this one.
import { casefold } from "../../../events/names.ts";
import { matches } from "../../protocol/masks.ts";
import type { View } from "../runner/view.ts";

export function isThisServer(view: View, server: string | undefined): boolean {
  return server === undefined || matches(casefold(server), casefold(view.node.name));
}
