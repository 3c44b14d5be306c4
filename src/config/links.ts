// The keys of links: where this node takes them, its peers with their public keys, and how long what is lost is waited
// for.
import { isIP } from "node:net";
import { z } from "zod";
import { defaults } from "./defaults.ts";
import { count, flag, ms, seconds } from "./values.ts";

export interface Place {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
}

const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/;
const HOST_AND_PORT = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/;
const MOST_PORT = 65_535;

/** "irc.example.org:7000", "192.0.2.1:7000" or "[2001:db8::1]:7000"; undefined for anything else. */
export function readPlace(text: string): Place | undefined {
  const [, inBrackets, bare, digits] = HOST_AND_PORT.exec(text) ?? [];
  const host = inBrackets ?? bare ?? "";
  const port = Number(digits);
  const isSound = inBrackets === undefined ? HOST_NAME.test(host) : isIP(host) === 6;
  return isSound && port <= MOST_PORT ? { host, port } : undefined;
}

const FORMS = "host and port with a colon between, such as irc.example.org:7000 or [2001:db8::1]:7000";
const place = z
  .string()
  .refine((text) => readPlace(text) !== undefined, { error: "no place" })
  .meta({ expected: FORMS });

/** 32 bytes in base64url have no more than these at their end: another letter is a slip of the pen. */
const KEY = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

const peer = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,63}$/)
    .meta({ expected: "one word of 1 to 63 letters, digits, dots, hyphens and underscores" })
    .describe("What this node's log calls the peer; its server name, as a rule."),
  address: place
    .refine((text) => readPlace(text)?.port !== 0, { error: "no port" })
    .optional()
    .describe("Where the peer takes links."),
  key: z
    .string()
    .regex(KEY)
    .meta({ expected: "the peer's public key, 43 letters, as `hansard id` prints it there" })
    .describe("Public key of the peer: by it alone the peer is known."),
  snapshot: flag(false).describe(
    "Where this node lacks much, it goes on from this peer's snapshot of the state at once and fetches the events " +
      "afterwards, instead of reading them first. Say true of nodes whose word you would take for the whole network.",
  ),
  connect: flag(true).describe("This node calls the peer at its address; if not, it waits for the peer's call."),
});

export const links = z
  .strictObject({
    listen: z
      .array(place)
      .max(100)
      .default(defaults.links.listen)
      .meta({ expected: `a list of places, each ${FORMS}` })
      .describe("Where this node takes links from its peers; without an entry it only calls them."),
    peers: z
      .array(peer)
      .max(1000)
      .default(defaults.links.peers)
      .meta({ expected: "a list of entries with name, key and address" })
      .describe("Nodes that this one may be linked with. No other is let in."),
    graceMs: ms(0, 600_000, defaults.links.graceMs).describe(
      "How long a node is out of reach before its users are shown as gone; a new link within it shows nothing.",
    ),
    replayLimit: count(1000, 100_000_000, defaults.links.replayLimit).describe(
      "A peer that lacks more events than this, and trusts this node's snapshots, is sent one instead of the events.",
    ),
    retryMostMs: ms(250, 600_000, defaults.links.retryMostMs).describe(
      "A peer that cannot be reached is called again ever less often, down to once in about this time.",
    ),
    forgetSeconds: seconds(60, 31_536_000)
      .default(defaults.links.forgetSeconds)
      .describe(
        "How long a node is out of reach before its late events are no longer waited for in memory: they are then " +
          "merged from the log, which takes longer.",
      ),
  })
  .prefault({})
  .describe("Other nodes of the network; `docs/guides/linking.md` shows how two are linked.");

interface Parts {
  readonly links: {
    readonly listen: readonly string[];
    readonly peers: readonly {
      readonly name: string;
      readonly address?: string | undefined;
      readonly key: string;
      readonly connect: boolean;
    }[];
  };
}

interface Misfit {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What fits no other key: peers that are there twice, and those that can neither be called nor call. */
export function linkMisfits({ links: { listen, peers } }: Parts): readonly Misfit[] {
  return peers.flatMap(({ name, address, key, connect }, at) => {
    const found: Misfit[] = [];
    const isWrong = (field: string, message: string) => found.push({ path: ["links", "peers", at, field], message });
    const earlier = peers.slice(0, at);
    if (earlier.some((each) => each.name === name)) isWrong("name", `${name} is there twice`);
    const owner = earlier.find((each) => each.key === key);
    if (owner) isWrong("key", `is the key of ${owner.name} too; each node has its own`);
    if (connect && address === undefined) isWrong("connect", `there is no address to call; ${CALLED}`);
    if (!connect && listen.length === 0) isWrong("connect", "is false, and links.listen has no entry for its calls");
    return found;
  });
}

const CALLED = "give one, or write connect: false if the peer calls this node";
