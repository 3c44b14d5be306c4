import { readNetwork, shownNetwork } from "../protocol/cidr.ts";
import { ERR_ALREADYREGISTERED } from "../protocol/numerics.ts";
import { earlyCommand, nothing, refuse } from "./runner/command.ts";

const HOST = /^[A-Za-z0-9._:-]{1,63}$/;

/** WEBIRC <password> <gateway> <hostname> <ip> [:<options>]   IRCv3 webirc: a gateway says for whom it connects. */
export const webirc = earlyCommand({
  verb: "WEBIRC",
  parameters: [4, 5],
  cost: 1,
  syntax: "WEBIRC <password> <gateway> <hostname> <ip> [:<options>]",
  help: "Of gateways: says for whom a connection is made.",
  decide(view, { session, connection, parameters: [password = "", , hostname = "", ip = "", options = ""] }) {
    const isFirst = session.phase === "registering" && session.nick === undefined && session.username === undefined;
    if (!isFirst) return refuse(ERR_ALREADYREGISTERED);
    // The password goes no further than this comparison, and who does not know it is told nothing.
    const gateway = view.gatewayOf(password, connection.address);
    const from = connection.address;
    if (gateway === undefined) {
      return {
        ...nothing,
        notices: [`WEBIRC from ${from}: not a gateway, or a wrong password`],
        close: "WEBIRC refused",
      };
    }
    const given = ip.includes("/") ? undefined : readNetwork(ip);
    if (given === undefined) {
      const what = `WEBIRC from gateway ${gateway} (${from}) with an address that is none`;
      return { ...nothing, notices: [what], close: "WEBIRC refused: not an address" };
    }
    const address = shownNetwork(given);
    const host = HOST.test(hostname) && !hostname.startsWith(":") ? hostname : address;
    // "secure" tells of the way to the gateway; it holds where the way from there cannot be read either.
    const isSecure = options.split(" ").includes("secure") && (connection.isSecure || isLocal(from));
    return { ...nothing, connection: { address, host, isSecure } };
  },
});

const isLocal = (address: string) => address === "::1" || address === "0::1" || address.startsWith("127.");
