// The default of every key, as plain values: a node without a configuration file starts from these and loads neither
// the schema library nor the YAML one (together about 160 ms of start-up). schema.ts takes its defaults from here.

import type { Privilege } from "../../projections/operators.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

interface Listener {
  host: string;
  port: number;
  tls?: { certificate: string; key: string } | undefined;
  websocket: boolean;
  proxy: boolean;
}

export const defaults = {
  network: "Hansard",
  node: { id: "1HS", name: "irc.hansard.local", description: "a hansard node" },
  listen: [{ host: "127.0.0.1", port: 6667, websocket: false, proxy: false }] as [Listener],
  websocket: { origins: [] as string[] },
  proxies: [] as string[],
  webirc: [] as { name: string; password: string; addresses: string[] }[],
  operators: [] as { name: string; password: string; class: string; hosts: string[]; tls: boolean }[],
  operatorClasses: [] as { name: string; privileges: Privilege[] }[],
  cloak: { isEnabled: true } as { isEnabled: boolean; secret?: string | undefined },
  links: {
    listen: [] as string[],
    peers: [] as { name: string; address?: string | undefined; key: string; connect: boolean; snapshot: boolean }[],
    graceMs: 10_000,
    replayLimit: 100_000,
    retryMostMs: 30_000,
    forgetSeconds: 3600,
  },
  data: "./data",
  motd: [
    "This is a hansard node: it keeps a record of what happens here.",
    "What is said in channels is written down. /quote HELP lists the commands.",
  ],
  admin: {} as { location?: string | undefined; organisation?: string | undefined; email?: string | undefined },
  record: { private: "digest" as const, durability: "os" as const, walBytes: 64 * MIB, snapshotEvents: 50_000 },
  limits: {
    nickBytes: 31,
    userBytes: 12,
    realnameBytes: 150,
    channelBytes: 64,
    channelsPerUser: 200,
    topicBytes: 350,
    kickBytes: 250,
    quitBytes: 250,
    awayBytes: 250,
    keyBytes: 32,
    maskBytes: 150,
    listEntries: 100,
    modesPerCommand: 6,
    monitorEntries: 100,
    knocksPerMinute: 5,
    bans: 1000,
    operAttemptsPerMinute: 3,
  },
  sessions: {
    connectionsPerAddress: 20,
    handshakes: 1000,
    handshakeTimeoutMs: 10_000,
    registrationTimeoutMs: 30_000,
    pingIntervalMs: 90_000,
    pingTimeoutMs: 60_000,
    sendQueueBytes: 4 * MIB,
    receiveQueueBytes: 16 * KIB,
    floodBurst: 40,
    floodPerSecond: 4,
  },
  dns: { isEnabled: true, servers: [] as string[], waitMs: 1500, timeoutMs: 2000 },
  metrics: {} as { listen?: string | undefined },
  caches: { memberChannels: 10_000, hostNames: 10_000 },
};
