// PASS, NICK and USER: how a connection becomes a user, and how a user changes names (RFC 2812 §3.1).

import { isNick } from "./names.ts";
import { cutTo, fold } from "./wire.ts";
import { mask, type Seat, type World } from "./world.ts";

/** PASS and USER. */
export function introduce(world: World, seat: Seat, verb: string, [first = "", , , last = ""]: string[]): boolean {
  const { password, userBytes, realnameBytes } = world.limits;
  if (seat.person) {
    world.reply(seat, "462", []);
    return false;
  }
  if (verb === "PASS") {
    seat.password = first === password ? "right" : "wrong";
    return seat.password === "right";
  }
  if (first === "" || last === "") {
    world.reply(seat, "461", ["USER"]);
    return false;
  }
  seat.username = `~${first.replace(/[^A-Za-z0-9._-]/g, "").slice(0, userBytes - 1) || "user"}`;
  seat.realname = cutTo(last, realnameBytes);
  return true;
}

export function nick(world: World, seat: Seat, wanted: string): boolean {
  const { person } = seat;
  const refuse = (code: string, ...words: string[]) => {
    world.reply(seat, code, words);
    return false;
  };
  if (wanted === "") return refuse("431");
  if (!isNick(wanted, world.limits.nickBytes)) return refuse("432", wanted);
  const bearer = world.bearer(wanted);
  if (bearer && bearer !== person) return refuse("433", wanted);
  if (person === undefined) {
    seat.nick = wanted;
    return true;
  }
  if (person.nick === wanted) return true;
  for (const other of [person, ...world.neighbours(person)]) {
    world.tell(other.slot, `:${mask(person)} NICK ${wanted}`, { by: person });
  }
  const before = person.nick;
  if (fold(before) !== fold(wanted)) world.former.push({ ...person });
  person.nick = wanted;
  if (fold(before) !== fold(wanted)) for (const each of [before, wanted]) world.tellWatchers(each);
  return true;
}
