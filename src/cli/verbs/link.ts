// hansard link: the peers of a node, seen, changed and tried from the command line.
import { add, remove } from "../link/edit.ts";
import { list } from "../link/list.ts";
import { test } from "../link/test.ts";
import type { Verb, VerbWithActions } from "../verb.ts";

export const link: VerbWithActions = {
  name: "link",
  summary: "Lists, adds, removes and tries the peers that the node links with.",
  actions: [list as Verb, add as Verb, remove as Verb, test as Verb],
  notes: ["All of them take --config FILE; `hansard id` prints what the peers need to know of this node."],
};
