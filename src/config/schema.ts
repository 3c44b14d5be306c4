// The configuration: every key with its default, unit, bounds and reason. `hansard init` and the reference are made
// from this table; unknown keys are errors. Defaults stand in defaults.ts, which a node without a file reads alone.
import { z } from "zod";
import { defaults } from "./defaults.ts";

const bytes = (from: number, to: number, value: number) => z.int().min(from).max(to).default(value);
const count = bytes;
const ms = bytes;

const KIB = 1024;
const MIB = 1024 * KIB;

const listener = z.strictObject({
  host: z.string().min(1).default("127.0.0.1").describe("Address to listen on."),
  port: z.int().min(0).max(65535).default(6667).describe("TCP port; 0 lets the system choose."),
});

export const schema = z.strictObject({
  network: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,32}$/)
    .default(defaults.network)
    .describe("Name of the network, one word."),
  node: z
    .strictObject({
      id: z
        .string()
        .regex(/^[0-9][A-Z0-9]{2}$/)
        .default(defaults.node.id)
        .describe("Node id: a digit and two of A-Z 0-9; unique in the network and never given to another node."),
      name: z
        .string()
        .regex(/^(?=.{1,63}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/)
        .default(defaults.node.name)
        .describe("Server name in lines; has a dot."),
      description: z
        .string()
        .min(1)
        .max(120)
        .default(defaults.node.description)
        .describe("Shown by WHOIS and VERSION."),
    })
    .prefault({}),
  listen: z.array(listener).min(1).prefault(defaults.listen).describe("Where clients connect."),
  data: z.string().min(1).default(defaults.data).describe("Folder of the record; made if it is missing."),
  password: z.string().min(1).max(200).optional().describe("If set, clients must send it with PASS."),
  motd: z.array(z.string().max(400)).max(200).default(defaults.motd).describe("Message of the day, line by line."),
  record: z
    .strictObject({
      private: z
        .enum(["body", "digest", "none"])
        .default(defaults.record.private)
        .describe("What is kept of private messages: their text, a digest of it, or nothing."),
      durability: z
        .enum(["os", "disk"])
        .default(defaults.record.durability)
        .describe("os: nothing is lost at any end of the process; disk: nor at power loss, at 1.5-2.5 ms a turn."),
      walBytes: bytes(MIB, 4096 * MIB, defaults.record.walBytes).describe(
        "Bound of the write-ahead log in bytes; at the bound one turn waits for a checkpoint.",
      ),
    })
    .prefault({}),
  limits: z
    .strictObject({
      nickBytes: bytes(9, 64, defaults.limits.nickBytes).describe("Length of a nick, bytes (NICKLEN)."),
      userBytes: bytes(5, 32, defaults.limits.userBytes).describe("Length of a username with its ~, bytes (USERLEN)."),
      realnameBytes: bytes(10, 250, defaults.limits.realnameBytes).describe("Length of a realname, bytes."),
      channelBytes: bytes(10, 128, defaults.limits.channelBytes).describe(
        "Length of a channel name, bytes (CHANNELLEN).",
      ),
      channelsPerUser: count(1, 10_000, defaults.limits.channelsPerUser).describe(
        "Channels that a user can be in (CHANLIMIT).",
      ),
      topicBytes: bytes(10, 390, defaults.limits.topicBytes).describe("Length of a topic, bytes (TOPICLEN)."),
      kickBytes: bytes(10, 300, defaults.limits.kickBytes).describe(
        "Length of the reason of KICK and PART, bytes (KICKLEN).",
      ),
      quitBytes: bytes(10, 300, defaults.limits.quitBytes).describe("Length of the reason of QUIT, bytes."),
      awayBytes: bytes(10, 300, defaults.limits.awayBytes).describe("Length of the text of AWAY, bytes (AWAYLEN)."),
      keyBytes: bytes(1, 64, defaults.limits.keyBytes).describe("Length of a channel's key, bytes (KEYLEN)."),
      maskBytes: bytes(20, 250, defaults.limits.maskBytes).describe("Length of a mask in a list, bytes."),
      listEntries: count(1, 1000, defaults.limits.listEntries).describe(
        "Entries of all lists of a channel together (MAXLIST).",
      ),
      modesPerCommand: count(1, 20, defaults.limits.modesPerCommand).describe(
        "Mode changes with a value in one MODE (MODES).",
      ),
    })
    .prefault({}),
  sessions: z
    .strictObject({
      connectionsPerAddress: count(1, 1_000_000, defaults.sessions.connectionsPerAddress).describe(
        "Connections from one address.",
      ),
      registrationTimeoutMs: ms(1000, 600_000, defaults.sessions.registrationTimeoutMs).describe(
        "Time to register, milliseconds.",
      ),
      pingIntervalMs: ms(1000, 86_400_000, defaults.sessions.pingIntervalMs).describe(
        "Silence after which a PING is sent, milliseconds.",
      ),
      pingTimeoutMs: ms(1000, 86_400_000, defaults.sessions.pingTimeoutMs).describe("Time to answer it, milliseconds."),
      sendQueueBytes: bytes(64 * KIB, 1024 * MIB, defaults.sessions.sendQueueBytes).describe(
        "Bytes waiting for a client that does not read; beyond, it is disconnected.",
      ),
      receiveQueueBytes: bytes(8 * KIB, 16 * MIB, defaults.sessions.receiveQueueBytes).describe(
        "Bytes waiting for a client's flood budget; beyond, it is disconnected.",
      ),
      floodBurst: count(5, 1_000_000, defaults.sessions.floodBurst).describe(
        "Flood budget: units that may be spent at once (a message costs 1).",
      ),
      floodPerSecond: count(1, 1_000_000, defaults.sessions.floodPerSecond).describe(
        "Units that come back each second.",
      ),
    })
    .prefault({}),
  caches: z
    .strictObject({
      memberChannels: count(1, 10_000_000, defaults.caches.memberChannels).describe(
        "Channels whose recipients are cached.",
      ),
    })
    .prefault({}),
});

export type Configuration = z.output<typeof schema>;

/** The configuration of a node without a file. */
export function defaultConfiguration(): Configuration {
  return schema.parse({});
}
