// Durations as operators write them: "30" is minutes, "1d2h30m" is spelled out.

const UNIT_MINUTES: Readonly<Record<string, number>> = { w: 10_080, d: 1440, h: 60, m: 1 };
const SPELLED = /^(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?$/i;
const MICROS_PER_MINUTE = 60_000_000;
/** A hundred years: what is longer is for good. */
const MOST_MINUTES = 100 * 366 * 1440;

/** Microseconds, 0 for good; undefined for what is no duration. */
export function readDuration(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return bounded(Number(text));
  const parts = text === "" ? null : SPELLED.exec(text);
  if (parts === null) return undefined;
  return bounded(
    [..."wdhm"].reduce((sum, unit, at) => sum + Number(parts[at + 1] ?? 0) * (UNIT_MINUTES[unit] ?? 0), 0),
  );
}

/** "1d2h30m"; "less than a minute" for what is short. */
export function shownDuration(micros: number): string {
  let left = Math.floor(micros / MICROS_PER_MINUTE);
  let text = "";
  for (const [unit, minutes] of Object.entries(UNIT_MINUTES)) {
    const count = Math.floor(left / minutes);
    left -= count * minutes;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === "" ? "less than a minute" : text;
}

const bounded = (minutes: number) => (minutes > MOST_MINUTES ? 0 : minutes * MICROS_PER_MINUTE);
