// A moment from the command line, or a complaint that says which forms there are.
import { FORMS, type Moment, momentOf } from "../audit/moment.ts";
import { Complaint } from "./errors.ts";

/** `now` in microseconds. Throws Complaint USAGE. */
export function askedMoment(option: string, text: string, now: number): Moment {
  const moment = momentOf(text, now);
  if (moment !== undefined) return moment;
  throw new Complaint("USAGE", `${option}: "${text}" is no moment. Write ${FORMS}`);
}
