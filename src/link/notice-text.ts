// Notices of links in words: what happened, with its code, and what to do about it where the reason does not say so.
import type { LinkCode } from "./fault.ts";
import type { LinkNotice } from "./ports.ts";

interface Remedy {
  /** Where this side said so. */
  readonly ours?: string;
  /** Where the peer said so. */
  readonly theirs?: string;
}

const NAMES = "put what `hansard id` prints";
const CLOCK = "run an NTP client on both";

/** Of those that an operator can put right: docs/reference/link-protocol.md has all. */
const REMEDIES: Readonly<Partial<Record<LinkCode, Remedy>>> = {
  UNKNOWN_KEY: {
    ours: `if it is to be a peer, ${NAMES} there under links.peers here (\`hansard link add\`)`,
    theirs: `${NAMES} here under links.peers there (\`hansard link add\`)`,
  },
  WRONG_NETWORK: both("correct `network` on one side"),
  WRONG_PEER: { ours: "correct its address or its key under links.peers here" },
  PROOF_WRONG: both("somebody stands in between, or a key was copied by half: find out who answers there"),
  CLOCK_OFF: both(CLOCK),
  PARTED: {
    ours: "CONNECT here links again",
    theirs: "it takes no calls from here until an operator there says CONNECT",
  },
  PEER_REMOVED: { theirs: "it takes no calls from here until this node is configured there again" },
  SNAPSHOT_UNSOUND: both("its events are read instead; upgrade the older of the two, or leave `snapshot: true` out"),
  OWN_ORIGIN: both("two nodes run with one key: stop the copy"),
};

/** What to do about it; undefined where the reason says so, or nothing is to be done. */
export function remedyOf(code: LinkCode, isTheirs: boolean): string | undefined {
  return REMEDIES[code]?.[isTheirs ? "theirs" : "ours"];
}

/** Of messages that found no room to wait while so many events were merged. */
export const passedOverText = ({ messages, events }: { readonly messages: number; readonly events: number }) =>
  `${messages} messages came while ${events} events were merged, and are in the record only`;

function incompleteText({ missing, giver }: LinkNotice & { readonly kind: "incomplete" }): string {
  const what = `${missing} events of before the snapshot of ${giver} are missing, and no linked peer has them`;
  const until = "until then they cannot be asked for here, and peers that lack them too are sent nothing new from here";
  return `${what}. What to do: link with ${giver}, or with another node that has them; ${until}`;
}

export function noticeText(notice: LinkNotice): string {
  if (notice.kind === "incomplete") return incompleteText(notice);
  const { peer } = notice;
  if (notice.kind === "linked") return `linked with ${peer} (${notice.node}) at ${notice.remote}`;
  if (notice.kind === "unreachable") return `${peer} cannot be reached: ${notice.reason}`;
  const what = notice.kind === "refused" ? `no link with ${peer}` : `unlinked from ${peer}`;
  const remedy = remedyOf(notice.code, notice.isTheirs);
  return `${what}: ${notice.code}: ${notice.reason}${remedy === undefined ? "" : `. What to do: ${remedy}`}`;
}

function both(text: string): Remedy {
  return { ours: text, theirs: text };
}
