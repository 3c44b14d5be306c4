// A passage as one JSON object: the header's fields, the body's beside them, and the names that held.
import { idOf } from "../../events/envelope.ts";
import type { EventPassage, NotePassage, Passage } from "./history.ts";
import { isoOf } from "./moment.ts";

/**
 * An event: position, id, at (microseconds), time (ISO 8601), type, actor (null for a node's own), actorNick,
 * targetNick, then the body's fields; `isBodyKept` is false where the body is not in the log.
 * A note: position, id null, at, time, type "NOTE", actor null, note, body.
 */
export function jsonOf(passage: Passage): string {
  return JSON.stringify(passage.kind === "note" ? noteObject(passage) : eventObject(passage));
}

function eventObject({ position, event, actor, target }: EventPassage): object {
  const nicks = {
    ...(actor ? { actorNick: actor.nick } : {}),
    ...(target ? { targetNick: target.nick } : {}),
  };
  return {
    position,
    id: idOf(event),
    at: event.at,
    time: isoOf(event.at),
    type: event.type,
    actor: event.actor ?? null,
    ...(event.to ? { to: event.to } : {}),
    ...nicks,
    ...(event.body ?? { isBodyKept: false }),
  };
}

function noteObject({ position, at, note }: NotePassage): object {
  return { position, id: null, at, time: isoOf(at), type: "NOTE", actor: null, note: note.note, body: note.body };
}
