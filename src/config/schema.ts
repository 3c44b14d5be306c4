// The configuration: every key with its default, unit, bounds and reason. `hansard init` and the reference are made
// from this table; unknown keys are errors.
import { z } from "zod";

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
    .default("Hansard")
    .describe("Name of the network, one word."),
  node: z
    .strictObject({
      id: z
        .string()
        .regex(/^[0-9][A-Z0-9]{2}$/)
        .default("1HS")
        .describe("Node id: a digit and two of A-Z 0-9; unique in the network and never given to another node."),
      name: z
        .string()
        .regex(/^(?=.{1,63}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/)
        .default("irc.hansard.local")
        .describe("Server name in lines; has a dot."),
      description: z.string().min(1).max(120).default("a hansard node").describe("Shown by WHOIS and VERSION."),
    })
    .prefault({}),
  listen: z.array(listener).min(1).prefault([{}]).describe("Where clients connect."),
  data: z.string().min(1).default("./data").describe("Folder of the record; made if it is missing."),
  password: z.string().min(1).max(200).optional().describe("If set, clients must send it with PASS."),
  motd: z
    .array(z.string().max(400))
    .max(200)
    .default([
      "This is a hansard node: it keeps a record of what happens here.",
      "Ask it: hansard log, hansard at, hansard check.",
    ])
    .describe("Message of the day, line by line."),
  record: z
    .strictObject({
      private: z
        .enum(["body", "digest", "none"])
        .default("digest")
        .describe("What is kept of private messages: their text, a digest of it, or nothing."),
      durability: z
        .enum(["os", "disk"])
        .default("os")
        .describe("os: nothing is lost at any end of the process; disk: nor at power loss, at 1.5-2.5 ms a turn."),
      walBytes: bytes(MIB, 4096 * MIB, 64 * MIB).describe(
        "Bound of the write-ahead log in bytes; at the bound one turn waits for a checkpoint.",
      ),
    })
    .prefault({}),
  limits: z
    .strictObject({
      nickBytes: bytes(9, 64, 31).describe("Length of a nick, bytes (NICKLEN)."),
      userBytes: bytes(5, 32, 12).describe("Length of a username with its ~, bytes (USERLEN)."),
      realnameBytes: bytes(10, 250, 150).describe("Length of a realname, bytes."),
      channelBytes: bytes(10, 128, 64).describe("Length of a channel name, bytes (CHANNELLEN)."),
      channelsPerUser: count(1, 10_000, 200).describe("Channels that a user can be in (CHANLIMIT)."),
      topicBytes: bytes(10, 390, 350).describe("Length of a topic, bytes (TOPICLEN)."),
      kickBytes: bytes(10, 300, 250).describe("Length of the reason of KICK and PART, bytes (KICKLEN)."),
      quitBytes: bytes(10, 300, 250).describe("Length of the reason of QUIT, bytes."),
      awayBytes: bytes(10, 300, 250).describe("Length of the text of AWAY, bytes (AWAYLEN)."),
      keyBytes: bytes(1, 64, 32).describe("Length of a channel's key, bytes (KEYLEN)."),
      maskBytes: bytes(20, 250, 150).describe("Length of a mask in a list, bytes."),
      listEntries: count(1, 1000, 100).describe("Entries of all lists of a channel together (MAXLIST)."),
      modesPerCommand: count(1, 20, 6).describe("Mode changes with a value in one MODE (MODES)."),
    })
    .prefault({}),
  sessions: z
    .strictObject({
      connectionsPerAddress: count(1, 1_000_000, 20).describe("Connections from one address."),
      registrationTimeoutMs: ms(1000, 600_000, 30_000).describe("Time to register, milliseconds."),
      pingIntervalMs: ms(1000, 86_400_000, 90_000).describe("Silence after which a PING is sent, milliseconds."),
      pingTimeoutMs: ms(1000, 86_400_000, 60_000).describe("Time to answer it, milliseconds."),
      sendQueueBytes: bytes(64 * KIB, 1024 * MIB, 4 * MIB).describe(
        "Bytes waiting for a client that does not read; beyond, it is disconnected.",
      ),
      receiveQueueBytes: bytes(8 * KIB, 16 * MIB, 16 * KIB).describe(
        "Bytes waiting for a client's flood budget; beyond, it is disconnected.",
      ),
      floodBurst: count(5, 1_000_000, 40).describe(
        "Flood budget: units that may be spent at once (a message costs 1).",
      ),
      floodPerSecond: count(1, 1_000_000, 4).describe("Units that come back each second."),
    })
    .prefault({}),
  caches: z
    .strictObject({
      memberChannels: count(1, 10_000_000, 10_000).describe("Channels whose recipients are cached."),
    })
    .prefault({}),
});

export type Configuration = z.output<typeof schema>;

/** The configuration of a node without a file. */
export function defaultConfiguration(): Configuration {
  return schema.parse({});
}
