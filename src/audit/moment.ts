// Moments as people write them: a time, a position of the log, or how long ago. Times are UTC unless they say
// otherwise.

export type Moment =
  | { readonly kind: "position"; readonly position: number }
  /** A time with a fraction stands for all of its last digit: copied from a line, it means what the line meant. */
  | { readonly kind: "time"; readonly first: number; readonly last: number };

/** The forms that read, for the message when one does not. */
export const FORMS =
  "a time (2026-11-23, 2026-11-23T20:01, 2026-11-23T20:01:02.123Z, with +01:00 for another zone; UTC without one), " +
  "a position (@123), or how long ago (30s, 10m, 2h, 1d)";

const RELATIVE = /^(\d{1,9})(s|m|h|d|w)$/;
const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const POSITION = /^@?(\d{1,15})$/;
const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?)? ?(Z|z|[+-]\d{2}:?\d{2})?$/;
const MICROS = 1_000_000;

/** `now` in microseconds. Undefined for text that is none of FORMS. */
export function momentOf(text: string, now: number): Moment | undefined {
  const wanted = text.trim();
  if (wanted === "now") return { kind: "time", first: now, last: now };
  const position = POSITION.exec(wanted);
  if (position) return { kind: "position", position: Number(position[1]) };
  const relative = RELATIVE.exec(wanted);
  if (relative) {
    const time = now - Number(relative[1]) * SECONDS[relative[2] as keyof typeof SECONDS] * MICROS;
    return { kind: "time", first: time, last: time };
  }
  return timeOf(wanted);
}

function timeOf(text: string): Moment | undefined {
  const found = TIME.exec(text);
  if (!found) return undefined;
  const [, day, clock = "00:00", seconds = "00", fraction = "", zone = "Z"] = found;
  const offset = zone.toUpperCase() === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const whole = new Date(`${day}T${clock}:${seconds}${offset}`).getTime();
  // Date takes 31 June for 1 July; a day that does not exist is a mistake, not a wish.
  if (Number.isNaN(whole) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) return undefined;
  const first = whole * 1000 + Number(fraction.padEnd(6, "0"));
  return { kind: "time", first, last: fraction === "" ? first : first + 10 ** (6 - fraction.length) - 1 };
}

/** Whether something at this place is not before the moment. */
export function isSince(moment: Moment | undefined, position: number, at: number): boolean {
  if (moment === undefined) return true;
  return moment.kind === "position" ? position >= moment.position : at >= moment.first;
}

/** Whether something at this place is not after the moment. */
export function isUntil(moment: Moment | undefined, position: number, at: number): boolean {
  if (moment === undefined) return true;
  return moment.kind === "position" ? position <= moment.position : at <= moment.last;
}

/** "2026-11-23T20:01:02.123456Z" of microseconds since 1970. */
export function isoOf(at: number): string {
  const micros = String(((at % MICROS) + MICROS) % MICROS).padStart(6, "0");
  return `${new Date(Math.floor(at / 1000)).toISOString().slice(0, 19)}.${micros}Z`;
}

/** "2026-11-23 20:01:02.123", UTC. */
export function shownTime(at: number): string {
  return new Date(Math.floor(at / 1000)).toISOString().slice(0, 23).replace("T", " ");
}
