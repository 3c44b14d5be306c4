// Waiting for something to become true: polled with a deadline, never a blind sleep.
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 60;
export const PATIENCE_MS = 8000;

/** An expectation that was not met: `message` says which, `seen` is the text in which it was looked for. */
export class Unmet extends Error {
  constructor(message, seen) {
    super(message);
    this.name = "Unmet";
    this.seen = seen;
  }
}

/** Gives the first truthy value of `probe`, or throws Unmet with what `seen` gives at the end. */
export async function waitFor(what, probe, seen, patienceMs = PATIENCE_MS) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Unmet(`${what}: not seen within ${patienceMs} ms`, await seen());
    await delay(POLL_MS);
  }
}

/** Fails at once where a thing that is there already is not as it must be. */
export function expect(isMet, what, seen) {
  if (!isMet) throw new Unmet(what, seen);
}
