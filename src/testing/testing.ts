// The package's entry "hansard/testing": what authors of IRC servers need to test theirs. It imports nothing of ours.

export { Breach, type Id } from "./breach.ts";
export { Reference } from "./model/reference.ts";
export { type Line, readLine } from "./model/wire.ts";
export type { Group, Item, Limits } from "./model/world.ts";
export { StrictClient } from "./strict-client.ts";
