// The verbs, each loaded only when it is asked for: start-up time is part of what `hansard start` promises.
import type { AnyVerb, Verb } from "./verb.ts";

export const verbs: Readonly<Record<string, () => Promise<AnyVerb>>> = {
  start: async () => (await import("./verbs/start.ts")).start as Verb,
  init: async () => (await import("./verbs/init.ts")).init as Verb,
  password: async () => (await import("./verbs/password.ts")).password as Verb,
  id: async () => (await import("./verbs/id.ts")).id as Verb,
  lab: async () => (await import("./verbs/lab.ts")).lab,
  link: async () => (await import("./verbs/link.ts")).link,
  log: async () => (await import("./verbs/log.ts")).log as Verb,
  at: async () => (await import("./verbs/at.ts")).at as Verb,
  check: async () => (await import("./verbs/check.ts")).check as Verb,
  canary: async () => (await import("./verbs/canary.ts")).canary as Verb,
  probe: async () => (await import("./verbs/probe.ts")).probe as Verb,
  backup: async () => (await import("./verbs/backup.ts")).backup as Verb,
};

/** All declarations, in the order of the help page. */
export function allVerbs(): Promise<readonly AnyVerb[]> {
  return Promise.all(Object.values(verbs).map((load) => load()));
}
