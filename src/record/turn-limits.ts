// When a turn of the record ends, and how often a log that does not work is tried.
export const TURN_EVENTS = 1000;
export const TURN_MICROS = 4000;
/** How long and up to how many events a turn gathers over several passes of the event loop. */
export const GATHER_MICROS = 500;
export const GATHER_EVENTS = 64;
export const RETRY_MS = 1000;
