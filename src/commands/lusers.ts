import { lusersReplies } from "./replies/lusers.ts";
import { answer, command } from "./runner/command.ts";

/** LUSERS   RFC 2812 §3.4.2; Modern IRC, "LUSERS message". */
export const lusers = command({
  verb: "LUSERS",
  parameters: [0, 2],
  cost: 2,
  syntax: "LUSERS",
  help: "Says how many users and channels there are.",
  decide: (view, { actor }) => answer(lusersReplies(view, actor.origin)),
});
