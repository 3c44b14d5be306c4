// Every error that an operator can meet: its stable code, what it means, what to do, and how the program exits.
// docs/reference/errors.md is made from this table.
import type { LogErrorCode } from "../record/log.ts";

/** Exit codes by what went wrong. */
export const exits = {
  0: "All is well; the answer is complete.",
  1: "`check` or `probe` found a violation, `canary` a difference, or the program met a defect of its own.",
  2:
    "Usage: an unknown verb, option or value on the command line. `canary` could not compare the two builds, or " +
    "`probe` could not test the server.",
  3: "The record: missing, corrupt, in use, of another program, of a newer build, or in trouble with its disk.",
  4: "The configuration file is missing or wrong; nothing was started.",
  5: "The machine: a port, an address, a folder or a file that cannot be had.",
  6: "`link test`: the peer cannot be reached, or one of the two would refuse the other.",
} as const;

export type Exit = keyof typeof exits;

interface ErrorRow {
  readonly exit: Exit;
  readonly meaning: string;
  readonly remedy: string;
}

const rows = {
  USAGE: {
    exit: 2,
    meaning: "The command line names something that does not exist or does not read.",
    remedy: "Read the message, which names the nearest match, or run the verb with `--help`.",
  },
  CONFIG_MISSING: {
    exit: 4,
    meaning: "The configuration file does not exist or cannot be read.",
    remedy: "Check the path; `hansard init FILE` writes a new one.",
  },
  CONFIG_INVALID: {
    exit: 4,
    meaning: "The configuration file has mistakes. Each is listed with file, line, key and what was expected.",
    remedy: "Correct the lines listed. `docs/reference/configuration.md` has every key.",
  },
  PORT_IN_USE: {
    exit: 5,
    meaning: "Another program listens on that address and port.",
    remedy: "Stop it, or choose another port with `--port` or under `listen`; 0 takes a free one.",
  },
  PORT_FORBIDDEN: {
    exit: 5,
    meaning: "The system does not let this user listen on that port (below 1024, as a rule).",
    remedy: "Choose a port above 1023, or give the program the right.",
  },
  CERTIFICATE_INVALID: {
    exit: 5,
    meaning: "A certificate or key under `listen` cannot be read, or the two do not belong together.",
    remedy: "Name PEM files that this user may read: the certificate with its chain, and its private key.",
  },
  HOST_UNKNOWN: {
    exit: 5,
    meaning: "The host to listen on does not resolve, or is no address of this machine.",
    remedy: "Use an address of this machine: 127.0.0.1, 0.0.0.0 (all IPv4), or :: (all).",
  },
  DATA_UNUSABLE: {
    exit: 5,
    meaning: "The data folder cannot be made, is a file, or cannot be written.",
    remedy: "Name another folder with `--data`, or correct its owner and rights.",
  },
  KEY_UNREADABLE: {
    exit: 5,
    meaning: "The node's key (`node.key` in the data folder) is not as it was made.",
    remedy:
      "Restore it from a backup. Without one, delete it and choose another `node.id`: to its peers it is a new node.",
  },
  FILE_EXISTS: {
    exit: 5,
    meaning: "The file to be written exists already. It was not touched.",
    remedy: "Name another file, or move that one away.",
  },
  FILE_UNWRITABLE: {
    exit: 5,
    meaning: "The file cannot be written there.",
    remedy: "Check the folder, its rights and the space on its disk.",
  },
  PEER_UNKNOWN: {
    exit: 2,
    meaning: "No peer of that name stands under `links.peers`.",
    remedy: "Read the message, which has the names that there are; `hansard link list` prints them.",
  },
  LINK_NO_ADDRESS: {
    exit: 6,
    meaning: "The peer has no address here: it calls this node, and cannot be called.",
    remedy: "Run `hansard link test` there, or give it an address under `links.peers`.",
  },
  LINK_UNRESOLVED: {
    exit: 6,
    meaning: "The name in the peer's address does not resolve.",
    remedy: "Correct the address under `links.peers`, or the name in the DNS.",
  },
  LINK_UNREACHABLE: {
    exit: 6,
    meaning: "Nothing listens at the peer's address, or nobody answers there in time.",
    remedy: "Start the node there, see that the address is one of its `links.listen`, and look at firewalls.",
  },
  LINK_NOT_HANSARD: {
    exit: 6,
    meaning: "At the peer's address another program answers: without TLS 1.3, or not with the link protocol.",
    remedy: "Give the place that stands under `links.listen` there.",
  },
  LINK_REFUSED_HERE: {
    exit: 6,
    meaning: "The peer answered, and this node would refuse it: another key, network, clock, version or node id.",
    remedy: "Read the message; `docs/reference/link-protocol.md` has each code and what to do.",
  },
  LINK_REFUSED_THERE: {
    exit: 6,
    meaning: "The peer answered, and refuses this node; the message has its code and reason.",
    remedy: "Read the message; `docs/reference/link-protocol.md` has each code and what to do.",
  },
  LOG_MISSING: {
    exit: 3,
    meaning: "There is no log in that data folder.",
    remedy: "Name the folder of a node that has run, with `--data`.",
  },
  LOG_IN_USE: {
    exit: 3,
    meaning: "Another node runs on that data folder.",
    remedy: "Stop it, or name another folder. Reading (`log`, `at`, `check`, `backup`) needs no stop.",
  },
  LOG_CORRUPT: {
    exit: 3,
    meaning: "The log is not as it was written: cut short, changed, or a row is missing. Nothing was changed.",
    remedy: "Run `hansard check` to see where; restore a backup, or move the folder away to begin anew.",
  },
  LOG_INCOMPLETE: {
    exit: 3,
    meaning: "The node went on from a peer's snapshot, and fetches the events of before it. Questions have to wait.",
    remedy: "Let the node run, linked with a peer that holds them, and ask again.",
  },
  LOG_FOREIGN: {
    exit: 3,
    meaning: "The file log.db in that folder is not a hansard log. Nothing was changed.",
    remedy: "Name another data folder.",
  },
  LOG_NEWER: {
    exit: 3,
    meaning: "The log was written by a newer build, or holds events that this build does not know.",
    remedy: "Upgrade this program: nothing is lost, and what the log holds takes effect then.",
  },
  LOG_FULL: {
    exit: 3,
    meaning: "The disk is full. A running node refuses what it cannot record and goes on when there is space.",
    remedy: "Free space on the disk of the data folder.",
  },
  LOG_IO: {
    exit: 3,
    meaning: "The system failed to read or write the log.",
    remedy: "Read the message; look at the disk and at the system's log.",
  },
  CLOCK_BEHIND_LOG: {
    exit: 3,
    meaning: "The log ends more than a minute ahead of this machine's clock.",
    remedy: "Set the clock right, or start with `--allow-future-log`: times then go on from the log's last one.",
  },
  LAB_RUNNING: {
    exit: 5,
    meaning: "A lab runs in that folder already.",
    remedy: "End it with `hansard lab down`, or name another folder with `--data` and other ports with `--base-port`.",
  },
  LAB_NOT_RUNNING: {
    exit: 5,
    meaning: "No lab runs in that folder, or it does not answer.",
    remedy: "Start it with `hansard lab up`, or name its folder with `--data`.",
  },
  LAB_NODE_FAILED: {
    exit: 5,
    meaning: "A node of the lab did not start. What it said stands before the message.",
    remedy: "Put right what it complains of; each node is an ordinary one, with its data and configuration in `DIR/i`.",
  },
  LAB_NODE_UNKNOWN: {
    exit: 2,
    meaning: "The lab has no node of that number, id or name.",
    remedy: "`hansard lab status` lists the nodes.",
  },
  LAB_LINK_UNKNOWN: {
    exit: 2,
    meaning: "The lab has no link between these nodes: its shape decides who is linked.",
    remedy: "`hansard lab status` lists the links; with `--topology full` all nodes are linked.",
  },
  LAB_NODE_DOWN: {
    exit: 5,
    meaning: "The node that was to be killed is down.",
    remedy: "Start it with `hansard lab start`.",
  },
  LAB_NODE_UP: {
    exit: 5,
    meaning: "The node that was to be started is up.",
    remedy: "Kill it first, with `hansard lab kill`.",
  },
  BUILD_UNUSABLE: {
    exit: 2,
    meaning:
      "`canary`: there is no other build at that path, or it does not run, does not answer, or is too old for it.",
    remedy: "Name the folder where it is installed or built. A build without `hansard canary` cannot be compared.",
  },
  FOLD_STOPPED: {
    exit: 2,
    meaning: "`canary`: one of the two builds cannot fold an event, so there is nothing to compare from there on.",
    remedy: "Read the message, which names the build and the event; `--until` compares what comes before it.",
  },
  PROBE_REMOTE: {
    exit: 2,
    meaning: "The server to be probed is not on this machine.",
    remedy: "Probe one of your own here; with its operator's consent, give `--allow-remote`.",
  },
  PROBE_UNREACHABLE: {
    exit: 2,
    meaning: "Nothing listens at the address to be probed, or it takes no connection in time.",
    remedy: "Start the server, and look at address and port.",
  },
  PROBE_NOT_IRC: {
    exit: 2,
    meaning: "What listens there speaks no IRC, or hangs before it has shown that it does.",
    remedy: "Name the server's port for plain IRC, without TLS and without WebSocket.",
  },
  PROBE_REFUSED: {
    exit: 2,
    meaning: "The server lets the probe's clients not in: a password, a ban, a limit of connections, a nick in use.",
    remedy: "Read what the server says; let several connections from one address in, without a password.",
  },
  PROBE_SILENT: {
    exit: 2,
    meaning: "The server stopped answering, or slows its clients down more than the probe waits.",
    remedy: "Give a lower `--rate`, or take the server's throttles off for the time of the test.",
  },
  PROBE_CLOSED: {
    exit: 2,
    meaning: "The server closed a connection of the probe: for flooding, as a rule, or because it ended itself.",
    remedy: "Read its reason. For flooding give a lower `--rate`; if it crashed, the last commands are in its own log.",
  },
  PROBE_FLOODED: {
    exit: 2,
    meaning: "The server sent far more than anybody asked for.",
    remedy: "Probe a server that is not in use by others, or look what it sends.",
  },
  PROBE_UNSTEADY: {
    exit: 2,
    meaning: "The server answers the same in different ways at different times, so no verdict would stand.",
    remedy:
      "Look at the transcript; a server under load or behind others may be late. Try again with a lower `--rate`.",
  },
  INTERNAL: {
    exit: 1,
    meaning: "A defect of this program.",
    remedy: "Report it with the lines printed and `hansard --version`.",
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;

export type ErrorCode = keyof typeof rows;

/** Each log error has a row: the compiler says which is missing. */
export const errors: Readonly<Record<ErrorCode | LogErrorCode, ErrorRow>> = rows;

/** Something an operator can put right. `lines` stand before the message, one problem each. */
export class Complaint extends Error {
  readonly code: ErrorCode;
  readonly lines: readonly string[];

  constructor(code: ErrorCode, message: string, lines: readonly string[] = []) {
    super(message);
    this.code = code;
    this.lines = lines;
  }
}

/** An error as it is printed, and the exit code that goes with it. */
export function told(error: unknown): { readonly text: string; readonly exit: Exit } {
  const lines = error instanceof Complaint ? error.lines.map((line) => `${line}\n`).join("") : "";
  const code = codeOf(error);
  const shown = error instanceof Error ? error.message : String(error);
  const advice =
    code !== "INTERNAL" && !(error instanceof Complaint) && !shown.includes(". ") ? `\n  ${errors[code].remedy}` : "";
  const stack = code === "INTERNAL" && error instanceof Error ? `\n${error.stack}` : "";
  return { text: `${lines}hansard: ${code}: ${shown}${advice}${stack}\n`, exit: errors[code].exit };
}

function codeOf(error: unknown): ErrorCode {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && Object.hasOwn(rows, code) ? (code as ErrorCode) : "INTERNAL";
}
