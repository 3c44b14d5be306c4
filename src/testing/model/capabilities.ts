// CAP: what a client may negotiate and how (IRCv3 capability negotiation, version 302).
import type { Seat, World } from "./world.ts";

/** What this server offers without TLS or a password being configured. */
export const OFFERED: readonly string[] = [
  "away-notify",
  "batch",
  "cap-notify",
  "chghost",
  "draft/no-implicit-names",
  "draft/pre-away",
  "echo-message",
  "extended-monitor",
  "invite-notify",
  "labeled-response",
  "message-tags",
  "multi-prefix",
  "no-implicit-names",
  "server-time",
  "setname",
  "standard-replies",
  "userhost-in-names",
];

export function cap(world: World, seat: Seat, [subcommand = "", argument = ""]: string[]): boolean {
  const say = (verb: string, words: readonly string[]) => {
    const target = seat.person?.nick ?? (seat.nick || "*");
    // However long: the comparison joins what the node writes on several lines.
    world.put(seat.slot, `:${world.limits.server} CAP ${target} ${verb} :${words.join(" ")}`);
  };
  const verb = subcommand.toUpperCase();
  switch (verb) {
    case "LS":
      say("LS", OFFERED);
      seat.isNegotiating = seat.person === undefined;
      seat.capVersion = Math.max(seat.capVersion, /^\d{1,4}$/.test(argument) ? Number(argument) : 0);
      if (seat.capVersion >= 302) seat.caps.add("cap-notify");
      return true;
    case "LIST":
      say("LIST", [...seat.caps]);
      return true;
    case "REQ": {
      const words = argument.split(" ").filter((word) => word !== "");
      const isGranted = words.every((word) => isGrantable(seat, word));
      say(isGranted ? "ACK" : "NAK", words);
      seat.isNegotiating = seat.person === undefined;
      if (isGranted) for (const word of words) change(seat, word);
      return isGranted;
    }
    case "END":
      seat.isNegotiating = false;
      return true;
    default:
      world.reply(seat, "410", [subcommand]);
      return false;
  }
}

/** Who has asked for version 302 keeps cap-notify. */
function isGrantable(seat: Seat, word: string): boolean {
  if (word === "-cap-notify" && seat.capVersion >= 302) return false;
  return OFFERED.includes(word.replace(/^-/, ""));
}

function change(seat: Seat, word: string): void {
  if (word.startsWith("-")) seat.caps.delete(word.slice(1));
  else seat.caps.add(word);
}
