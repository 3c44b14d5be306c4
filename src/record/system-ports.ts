// The ports of a real node: the only place that reads the system's clock, its randomness and its timers.
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Micros } from "../../events/names.ts";
import type { Ports } from "./ports.ts";

/** The wall clock is slewed towards the system's by at most this share of the time that passes. */
const SLEW = 0.05;

/** Microseconds since 1970, read once and advanced by the monotonic clock; a step of the system's clock is slewed. */
export function slewedWall(system: () => number, monotonic: () => number): () => Micros {
  let wall = system();
  let read = monotonic();
  let compared = read;
  let rate = 1;
  return () => {
    const now = monotonic();
    wall += (now - read) * rate;
    read = now;
    if (now - compared > 100) {
      compared = now;
      rate = 1 + Math.max(-SLEW, Math.min(SLEW, (system() - wall) / 1000));
    }
    return Math.floor(wall * 1000) as Micros;
  };
}

export function systemPorts(): Ports {
  return {
    wall: slewedWall(
      () => Date.now(),
      () => performance.now(),
    ),
    random: (bytes) => randomBytes(bytes),
    scheduler: {
      soon: (task) => {
        setImmediate(task);
      },
      after: (ms, task) => {
        const timer = setTimeout(task, ms);
        timer.unref();
        return () => clearTimeout(timer);
      },
    },
  };
}
