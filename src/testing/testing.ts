// The package's entry "hansard/testing": what authors of IRC servers and bots need to test theirs. Nothing of the node.

export { channels, type LineOptions, lines, modeChanges, nicks, tags } from "./arbitraries.ts";
export { Breach, type Id } from "./breach.ts";
export type { Client, History, Invariant, Turn, Violation } from "./judge/history.ts";
export { invariants, judge } from "./judge/invariants.ts";
export { Network, type Room } from "./judge/network.ts";
export { type ModeType, type Offer, offerOf, type Status } from "./judge/offer.ts";
export { idOf, type Rule, type RuleName, rules } from "./judge/rules.ts";
export { Reference } from "./model/reference.ts";
export { type Line, readLine } from "./model/wire.ts";
export type { Group, Item, Limits } from "./model/world.ts";
export { type Played, play } from "./play.ts";
export { linesOf, type Names, type Role, type Said, type SessionLimits, type Step, sessions } from "./sessions.ts";
export { StrictClient } from "./strict-client.ts";
