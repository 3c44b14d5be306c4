// The configuration: every key with its default, unit, bounds and reason. `hansard init` and the reference are made
// from this table; unknown keys are errors. Defaults stand in defaults.ts, which a node without a file reads alone.
import { z } from "zod";
import { defaults } from "./defaults.ts";
import { linkMisfits, links } from "./links.ts";
import { officeMisfits, offices } from "./operators.ts";
import { misfits, transports } from "./transports.ts";
import { bytes, choice, count, flag, isLoopbackPlace, isServer, KIB, MIB, ms, text } from "./values.ts";

const node = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9][A-Z0-9]{2}$/)
    .meta({ expected: "a digit and two of A-Z 0-9, such as 1HS" })
    .default(defaults.node.id)
    .describe("Node id: unique in the network and never given to another node."),
  name: z
    .string()
    .regex(/^(?=.{1,63}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/)
    .meta({ expected: "a name of up to 63 letters, digits and hyphens with a dot in it, such as irc.example.org" })
    .default(defaults.node.name)
    .describe("Server name in lines."),
  description: text(120).default(defaults.node.description).describe("Shown by WHOIS and VERSION."),
});

const admin = z.strictObject({
  location: text(200).optional().describe("Where the server is."),
  organisation: text(200).optional().describe("Who runs it."),
  email: text(200).optional().describe("How to reach them."),
});

const record = z.strictObject({
  private: choice("body", "digest", "none")
    .default(defaults.record.private)
    .describe("What is kept of private messages: their text, a digest of it, or nothing."),
  durability: choice("os", "disk")
    .default(defaults.record.durability)
    .describe("os: nothing is lost at any end of the process; disk: nor at power loss, at 1.5-2.5 ms a turn."),
  walBytes: bytes(MIB, 4096 * MIB, defaults.record.walBytes).describe(
    "Bound of the write-ahead log; at the bound one turn waits for a checkpoint.",
  ),
  snapshotEvents: count(1000, 100_000_000, defaults.record.snapshotEvents).describe(
    "A snapshot of the state is made after so many events: no start has to read more than about that.",
  ),
});

const limits = z.strictObject({
  nickBytes: bytes(9, 64, defaults.limits.nickBytes).describe("Length of a nick (NICKLEN)."),
  userBytes: bytes(5, 32, defaults.limits.userBytes).describe("Length of a username with its ~ (USERLEN)."),
  realnameBytes: bytes(10, 250, defaults.limits.realnameBytes).describe("Length of a realname."),
  channelBytes: bytes(10, 128, defaults.limits.channelBytes).describe("Length of a channel name (CHANNELLEN)."),
  channelsPerUser: count(1, 10_000, defaults.limits.channelsPerUser).describe(
    "Channels that a user can be in (CHANLIMIT).",
  ),
  topicBytes: bytes(10, 390, defaults.limits.topicBytes).describe("Length of a topic (TOPICLEN)."),
  kickBytes: bytes(10, 300, defaults.limits.kickBytes).describe("Length of the reason of KICK and PART (KICKLEN)."),
  quitBytes: bytes(10, 300, defaults.limits.quitBytes).describe("Length of the reason of QUIT."),
  awayBytes: bytes(10, 300, defaults.limits.awayBytes).describe("Length of the text of AWAY (AWAYLEN)."),
  keyBytes: bytes(1, 64, defaults.limits.keyBytes).describe("Length of a channel's key (KEYLEN)."),
  maskBytes: bytes(20, 250, defaults.limits.maskBytes).describe("Length of a mask in a list."),
  listEntries: count(1, 1000, defaults.limits.listEntries).describe(
    "Entries of all lists of a channel together (MAXLIST).",
  ),
  modesPerCommand: count(1, 20, defaults.limits.modesPerCommand).describe(
    "Mode changes with a value in one MODE (MODES).",
  ),
  monitorEntries: count(1, 10_000, defaults.limits.monitorEntries).describe(
    "Nicks that a user can watch with MONITOR (MONITOR).",
  ),
  bans: count(1, 100_000, defaults.limits.bans).describe("K-lines and D-lines of the network, together."),
  operAttemptsPerMinute: count(1, 60, defaults.limits.operAttemptsPerMinute).describe(
    "Tries of OPER in a minute, of a connection and of an address.",
  ),
  knocksPerMinute: count(1, 100, defaults.limits.knocksPerMinute).describe(
    "KNOCKs of a user in a minute, each to another channel.",
  ),
});

const sessions = z.strictObject({
  connectionsPerAddress: count(1, 1_000_000, defaults.sessions.connectionsPerAddress).describe(
    "Connections from one address; of IPv6, from one network of 64 bits.",
  ),
  handshakes: count(10, 100_000, defaults.sessions.handshakes).describe(
    "Connections in a handshake (PROXY, TLS, WebSocket) at once, a tenth of them of one address; more are closed.",
  ),
  handshakeTimeoutMs: ms(1000, 120_000, defaults.sessions.handshakeTimeoutMs).describe("Time for all of it."),
  registrationTimeoutMs: ms(1000, 600_000, defaults.sessions.registrationTimeoutMs).describe("Time to register."),
  pingIntervalMs: ms(1000, 86_400_000, defaults.sessions.pingIntervalMs).describe(
    "Silence after which a PING is sent.",
  ),
  pingTimeoutMs: ms(1000, 86_400_000, defaults.sessions.pingTimeoutMs).describe("Time to answer it."),
  sendQueueBytes: bytes(64 * KIB, 1024 * MIB, defaults.sessions.sendQueueBytes).describe(
    "What may wait for a client that does not read; beyond, it is disconnected.",
  ),
  receiveQueueBytes: bytes(8 * KIB, 16 * MIB, defaults.sessions.receiveQueueBytes).describe(
    "What may wait for a client's flood budget; beyond, it is disconnected.",
  ),
  floodBurst: count(5, 1_000_000, defaults.sessions.floodBurst).describe(
    "Flood budget: units that may be spent at once (a message costs 1).",
  ),
  floodPerSecond: count(1, 1_000_000, defaults.sessions.floodPerSecond).describe("Units that come back each second."),
});

const dns = z.strictObject({
  isEnabled: flag(defaults.dns.isEnabled).describe(
    "Whether a client's host is looked up: a name that leads back to the address stands for it in masks and cloaks.",
  ),
  servers: z
    .array(z.string().refine(isServer))
    .max(16)
    .meta({ expected: "a list of addresses, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53" })
    .default(defaults.dns.servers)
    .describe("Who is asked; the system's servers where there are none."),
  waitMs: ms(0, 30_000, defaults.dns.waitMs).describe(
    "How long a registration waits for the name at most; nobody waits whose address is loopback or private.",
  ),
  timeoutMs: ms(100, 60_000, defaults.dns.timeoutMs).describe("Before a question is asked once more, then given up."),
});

const metrics = z.strictObject({
  listen: z
    .string()
    .refine(isLoopbackPlace)
    .meta({ expected: "a loopback address and a port, such as 127.0.0.1:9106 or [::1]:9106" })
    .optional()
    .describe("Where metrics are read over HTTP, at /metrics; nowhere if it is left out."),
});

const caches = z.strictObject({
  memberChannels: count(1, 10_000_000, defaults.caches.memberChannels).describe(
    "Channels whose recipients are cached.",
  ),
  hostNames: count(1, 10_000_000, defaults.caches.hostNames).describe(
    "Addresses, and names of hosts, of which the DNS' answer is kept while it holds, at most five minutes.",
  ),
});

export const schema = z
  .strictObject({
    network: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,32}$/)
      .meta({ expected: "one word of 1 to 32 letters, digits, dots, hyphens and underscores" })
      .default(defaults.network)
      .describe("Name of the network."),
    node: node.prefault({}).describe("This node."),
    ...transports,
    ...offices,
    links,
    data: text(4096)
      .default(defaults.data)
      .describe("Folder of the record, from the working directory; made if it is missing."),
    password: text(200).optional().describe("If set, clients must send it with PASS."),
    motd: z
      .array(z.string().regex(/^[^\u0000-\u001f\u007f]{0,400}$/))
      .max(200)
      .meta({ expected: "a list of up to 200 lines of up to 400 characters" })
      .default(defaults.motd)
      .describe("Message of the day, line by line."),
    admin: admin.prefault({}).describe("What ADMIN answers; without any of it, that there is none."),
    record: record.prefault({}).describe("What is recorded, and how safely."),
    limits: limits.prefault({}).describe("What users can do; clients are told most of these in ISUPPORT (005)."),
    sessions: sessions.prefault({}).describe("Connections: their timeouts, queues and flood budgets."),
    dns: dns.prefault({}).describe("Names of clients' hosts."),
    metrics: metrics.prefault({}).describe("Figures for Prometheus, and what reads its format."),
    caches: caches.prefault({}).describe("Bounds of caches."),
  })
  .superRefine((whole, context) => {
    for (const misfit of [...misfits(whole), ...officeMisfits(whole), ...linkMisfits(whole)])
      context.addIssue({ code: "custom", params: { isSentence: true }, ...misfit });
  });

export type Configuration = z.output<typeof schema>;

/** The configuration of a node without a file. */
export function defaultConfiguration(): Configuration {
  return schema.parse({});
}
