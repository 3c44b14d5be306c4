import { nickOf } from "../../projections/users.ts";
import { cut } from "../protocol/text.ts";
import { notAPeer, peerNamed } from "./replies/peers.ts";
import { answer, command } from "./runner/command.ts";
import { notice } from "./runner/reply.ts";

const NO_REASON = "no reason given";

/** SQUIT <peer> [:<reason>]   RFC 2812 §3.1.8. The link stays away until CONNECT, or a new start, whoever calls. */
export const squit = command({
  verb: "SQUIT",
  parameters: [1, 2],
  cost: 4,
  privilege: "links",
  syntax: "SQUIT <peer> [:<reason>]",
  help:
    "Ends the link with a peer of this server, which is neither called nor let in until CONNECT; for operators. " +
    "Servers that can be reached another way stay in reach.",
  decide(view, { actor, parameters: [wanted = "", reason = ""] }) {
    const peer = peerNamed(view, wanted);
    if (peer === undefined) return notAPeer(view, "SQUIT", wanted);
    const nick = nickOf(view.state, actor);
    const why = `${nick}: ${cut(reason, view.limits.quitBytes) || NO_REASON}`;
    const what = peer.link === undefined ? "is not linked" : "is unlinked";
    const told = notice(nick, `${peer.name} ${what}, and is neither called nor let in until CONNECT ${peer.name}`);
    return { ...answer([told]), link: { kind: "part", peer: peer.name, why } };
  },
});
