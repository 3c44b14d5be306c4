// PASS, NICK, USER and CAP: how a connection becomes a user, and how a user changes names (RFC 2812 §3.1).
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
  const isNick = /^[A-Za-z[\]\\`_^{|}][-A-Za-z0-9[\]\\`_^{|}]*$/.test(wanted);
  if (!isNick || wanted.length > world.limits.nickBytes) return refuse("432", wanted);
  const bearer = world.bearer(wanted);
  if (bearer && bearer !== person) return refuse("433", wanted);
  if (person === undefined) {
    seat.nick = wanted;
    return true;
  }
  if (person.nick === wanted) return true;
  for (const other of [person, ...world.neighbours(person)]) {
    world.tell(other.slot, `:${mask(person)} NICK ${wanted}`);
  }
  if (fold(person.nick) !== fold(wanted)) world.former.push({ ...person });
  person.nick = wanted;
  return true;
}

/** No capability is offered, so a request names none or is refused. */
export function cap(world: World, seat: Seat, [subcommand = "", wanted = ""]: string[]): boolean {
  const cap = (verb: string, text: string) => {
    const target = seat.person?.nick ?? (seat.nick || "*");
    world.tell(seat.slot, `:${world.limits.server} CAP ${target} ${verb} :${text}`);
  };
  const verb = subcommand.toUpperCase();
  if (!["LS", "LIST", "REQ", "END"].includes(verb)) {
    world.reply(seat, "410", [subcommand]);
    return false;
  }
  if (verb === "LS" || verb === "LIST") cap(verb, "");
  const isRefused = verb === "REQ" && wanted.trim() !== "";
  if (verb === "REQ") cap(isRefused ? "NAK" : "ACK", wanted);
  if (verb === "LS" || verb === "REQ") seat.isNegotiating = seat.person === undefined;
  if (verb === "END") seat.isNegotiating = false;
  return !isRefused;
}
