import { nickOf } from "../../projections/users.ts";
import { ERR_NOSUCHSERVER } from "../protocol/numerics.ts";
import { notAPeer, peerNamed } from "./replies/peers.ts";
import { isThisServer } from "./replies/servers.ts";
import { answer, command, type Decision, refuse } from "./runner/command.ts";
import { fail, notice } from "./runner/reply.ts";

/** CONNECT <peer> [<port> [<server>]]   RFC 2812 §3.4.7. The address is the configured one, whatever the port. */
export const connect = command({
  verb: "CONNECT",
  parameters: [1, 3],
  cost: 4,
  privilege: "links",
  syntax: "CONNECT <peer> [<port> [<server>]]",
  help:
    "Calls a peer of this server now, at its configured address, and lets it in again after a SQUIT; for operators. " +
    "What comes of it is told to those who have user mode s.",
  decide(view, { actor, parameters: [wanted = "", , server] }) {
    if (!isThisServer(view, server)) return refuse(ERR_NOSUCHSERVER, server ?? "*");
    const peer = peerNamed(view, wanted);
    if (peer === undefined) return notAPeer(view, "CONNECT", wanted);
    const { name, address, isParted, link } = peer;
    if (link !== undefined) return no("ALREADY_LINKED", `${name} is linked`, name);
    if (address === undefined && !isParted)
      return no("NO_ADDRESS", `${name} has no address here: it has to call this server`, name);
    const what = address === undefined ? `${name} is let in again when it calls` : `Calling ${name} at ${address}`;
    return { ...answer([notice(nickOf(view.state, actor), what)]), link: { kind: "call", peer: name } };
  },
});

const no = (code: string, text: string, name: string): Decision => answer([fail("CONNECT", code, text, name)]);
