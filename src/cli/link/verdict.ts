// What came of trying a link, in the operator's words: what is wrong, on which side, and what to do.
import type { LinkCode } from "../../link/fault.ts";
import { remedyOf } from "../../link/notice-text.ts";
import type { CallFailure } from "../../link/ports.ts";
import type { Probed, Refusal } from "../../link/probe.ts";
import type { ErrorCode } from "../errors.ts";
import type { PeerOfFile } from "./configured.ts";

export type Verdict =
  | {
      readonly isWell: true;
      readonly node: string;
      readonly name: string;
      readonly software: string;
      readonly remote: string;
      readonly tookMs: number;
      readonly offsetMicros: number;
    }
  | {
      readonly isWell: false;
      readonly code: ErrorCode;
      /** Of the side that refuses. */
      readonly linkCode: LinkCode | null;
      readonly reason: string;
    };

const PLACE = "the place that stands under links.listen there";

const UNREACHABLE: Readonly<Record<CallFailure, readonly [ErrorCode, string]>> = {
  "no-address": ["LINK_UNRESOLVED", "Correct its address under links.peers"],
  "no-name": ["LINK_UNRESOLVED", "Correct its address under links.peers, or the name in the DNS"],
  "no-listener": ["LINK_UNREACHABLE", `Start the node there, and see that the address is ${PLACE}`],
  "no-answer": ["LINK_UNREACHABLE", "Look at the firewalls in between, and at the address"],
  "not-tls": ["LINK_NOT_HANSARD", `That is another program's port: give ${PLACE}`],
  other: ["LINK_UNREACHABLE", "Look at the way between the two, and at the address"],
};

export function verdictOf(peer: PeerOfFile, probed: Probed): Verdict {
  switch (probed.kind) {
    case "well": {
      const { hello, remote, tookMs, offsetMicros } = probed;
      const { node, name, software } = hello;
      return { isWell: true, node, name, software, remote, tookMs, offsetMicros };
    }
    case "unreachable": {
      const [code, advice] = UNREACHABLE[probed.failure];
      return failed(code, `${peer.name} cannot be reached: ${probed.reason}. ${advice}`);
    }
    case "stranger": {
      const what = `what answers at ${peer.address} speaks TLS, but does not link as a hansard node does`;
      return failed("LINK_NOT_HANSARD", `${what}: ${probed.reason}. Give ${PLACE}, or look whether that node serves`);
    }
    default:
      return refused(peer, probed);
  }
}

/** Both sides may have something against each other; what this one has comes first. */
function refused(peer: PeerOfFile, { here, there, hello }: Probed & { readonly kind: "refused" }): Verdict {
  const theirs = there && `${peer.name} refuses this node: ${said(there, true)}`;
  if (here === undefined) return failed("LINK_REFUSED_THERE", theirs ?? "", there?.code);
  const isOtherKey = here.code === "UNKNOWN_KEY" || here.code === "WRONG_PEER";
  const other = `${hello?.name} (${hello?.node}) answers at ${peer.address} with the key ${hello?.key}`;
  const ours = isOtherKey
    ? `${here.code}: ${other}, and ${peer.name} has ${peer.key} here. Correct its key or its address under links.peers`
    : said(here, false);
  const also = theirs === undefined ? "" : `. Moreover, ${theirs}`;
  return failed("LINK_REFUSED_HERE", `this node refuses ${peer.name}: ${ours}${also}`, here.code);
}

function said({ code, reason }: Refusal, isTheirs: boolean): string {
  const remedy = remedyOf(code, isTheirs);
  return `${code}: ${reason}${remedy === undefined ? "" : `. What to do: ${remedy}`}`;
}

function failed(code: ErrorCode, reason: string, linkCode: LinkCode | null = null): Verdict {
  return { isWell: false, code, linkCode, reason };
}
