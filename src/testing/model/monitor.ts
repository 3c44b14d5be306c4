// MONITOR and SETNAME, and what is told of people to those who watch them (IRCv3 monitor, extended-monitor, setname).

import { isNick } from "./names.ts";
import { bytesOf, fold } from "./wire.ts";
import { mask, type Person, type Seat, type World } from "./world.ts";

export function monitor(world: World, seat: Seat, [modifier = "", nicks]: string[]): boolean {
  const watched = seat.monitored;
  switch (modifier.toUpperCase()) {
    case "+":
    case "-": {
      if (nicks === undefined) {
        world.reply(seat, "461", ["MONITOR"]);
        return false;
      }
      if (modifier === "+") return watch(world, seat, nicks.split(","));
      for (const nick of nicks.split(",")) watched.delete(fold(nick));
      return true;
    }
    case "C":
      watched.clear();
      return true;
    case "L":
      if (watched.size > 0) world.reply(seat, "732", [], [...watched].join(","));
      world.reply(seat, "733", []);
      return true;
    case "S":
      presence(world, seat, [...watched]);
      return true;
    default:
      return true;
  }
}

/** From the first that finds no room on, none is taken. */
function watch(world: World, seat: Seat, nicks: readonly string[]): boolean {
  const fresh: string[] = [];
  const excess: string[] = [];
  for (const nick of nicks) {
    if (!isNick(nick, world.limits.nickBytes) || seat.monitored.has(fold(nick))) continue;
    if (excess.length > 0 || seat.monitored.size >= world.limits.monitorEntries) {
      excess.push(nick);
      continue;
    }
    seat.monitored.add(fold(nick));
    fresh.push(nick);
  }
  presence(world, seat, fresh);
  if (excess.length > 0) world.reply(seat, "734", [String(world.limits.monitorEntries), excess.join(",")]);
  return excess.length === 0;
}

function presence(world: World, seat: Seat, nicks: readonly string[]): void {
  const online = nicks.flatMap((nick) => world.bearer(nick) ?? []).map(mask);
  const offline = nicks.filter((nick) => world.bearer(nick) === undefined);
  if (online.length > 0) world.reply(seat, "730", [], online.join(","));
  if (offline.length > 0) world.reply(seat, "731", [], offline.join(","));
}

export function setname(world: World, seat: Seat, person: Person, realname: string): boolean {
  if (realname.trim() === "" || bytesOf(realname) > world.limits.realnameBytes) {
    world.fail(seat, "SETNAME", "INVALID_REALNAME");
    return false;
  }
  const isSilenced = world.roomsOf(person).some((room) => {
    return room.members.get(person)?.size === 0 && world.isBanned(room, person);
  });
  if (isSilenced) {
    world.fail(seat, "SETNAME", "CANNOT_CHANGE_REALNAME");
    return false;
  }
  if (person.realname === realname) return true;
  person.realname = realname;
  const told = world.attentive(person, "setname");
  if (seat.caps.has("setname")) told.add(seat.slot);
  for (const slot of told) world.tell(slot, `:${mask(person)} SETNAME :${realname}`, { by: person });
  return true;
}
