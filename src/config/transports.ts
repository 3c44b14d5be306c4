// The keys of how clients come in: listeners, browsers, those who connect for others, and STS.
import { z } from "zod";
import { defaults } from "./defaults.ts";
import { count, flag, networks, seconds, text, wholeNumber } from "./values.ts";

const listener = z.strictObject({
  host: text(255).default(defaults.listen[0].host).describe("Address to listen on; :: is every one."),
  port: count(0, 65_535, defaults.listen[0].port).describe("TCP port; 0 lets the system choose."),
  tls: z
    .strictObject({
      certificate: text(4096).describe("File with the certificate and those between it and its root, as PEM."),
      key: text(4096).describe("File with its private key, as PEM."),
    })
    .optional()
    .describe("Speaks TLS here (1.2 or later); the files are read again on SIGHUP and REHASH."),
  websocket: flag(false).describe("Speaks WebSocket here (text.ircv3.net, binary.ircv3.net)."),
  proxy: flag(false).describe("Each connection begins with a PROXY header (v1 or v2) from an address in proxies."),
});

const websocket = z.strictObject({
  origins: z
    .array(text(255))
    .max(1000)
    .default(defaults.websocket.origins)
    .meta({ expected: "a list of origins, such as https://chat.example.org or https://*.example.org; * is any" })
    .describe("Pages from which browsers may connect; programs that name no origin always may."),
});

const gateway = z.strictObject({
  name: text(64).describe("Named to operators."),
  password: text(200).describe("What the gateway sends with WEBIRC."),
  addresses: networks.min(1).describe("Where it connects from."),
});

const sts = z.strictObject({
  port: wholeNumber(1, 65_535).describe("TLS port that clients are to use."),
  durationSeconds: seconds(0, 31_536_000).describe("How long they are to remember it; 0 makes them forget."),
});

export const transports = {
  listen: z
    .array(listener)
    .min(1)
    .max(100)
    .meta({ expected: "a list of at least one entry with host and port" })
    .prefault([{}])
    .describe("Where clients connect."),
  websocket: websocket.prefault({}).describe("Browsers."),
  proxies: networks
    .default(defaults.proxies)
    .describe("Who may say for whom they connect, with a PROXY header or with X-Forwarded-For."),
  webirc: z
    .array(gateway)
    .max(1000)
    .default(defaults.webirc)
    .meta({ expected: "a list of entries with name, password and addresses" })
    .describe("Gateways that say with WEBIRC for whom they connect."),
  sts: sts.optional().describe("Tells clients on plain connections to come back over TLS and to stay with it."),
};

interface Parts {
  readonly listen: readonly { readonly tls?: unknown; readonly websocket: boolean; readonly proxy: boolean }[];
  readonly proxies: readonly string[];
  readonly sts?: unknown;
}

/** What fits no other key: the problem of a file whose keys are each sound. */
export function misfits({ listen, proxies, sts }: Parts): readonly { path: (string | number)[]; message: string }[] {
  const found: { path: (string | number)[]; message: string }[] = [];
  if (sts !== undefined && !listen.some(({ tls, websocket }) => tls !== undefined && !websocket)) {
    found.push({ path: ["sts"], message: "needs a listener with tls that is no websocket" });
  }
  const both = listen.findIndex(({ websocket, proxy }) => websocket && proxy);
  if (both >= 0) {
    const message = "a listener with websocket takes X-Forwarded-For from proxies, and no PROXY header";
    found.push({ path: ["listen", both, "proxy"], message });
  }
  const proxied = listen.findIndex(({ proxy }) => proxy);
  if (proxied >= 0 && proxies.length === 0) {
    found.push({ path: ["listen", proxied, "proxy"], message: "a listener with proxy needs addresses in proxies" });
  }
  return found;
}
