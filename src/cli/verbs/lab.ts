// hansard lab: a whole network on one machine to play with.
import { didYouMean } from "../../config/nearest.ts";
import { Complaint } from "../errors.ts";
import type { Io } from "../io.ts";
import { LAB_FOLDER, MOST_NODES, type Shape, type Topology, topologies } from "../lab/shape.ts";
import { integer } from "../parse.ts";
import { type Asked, type Options, type Parameter, shared, type Verb, type VerbWithActions, verb } from "../verb.ts";

const data = { ...shared.data, help: "The lab's folder; node i has DIR/i.", default: LAB_FOLDER } as const;
const asking = { data, json: shared.json } as const satisfies Options;
const A = { name: "A", help: "A node: its number, id or name (2, 2BB, n2.lab)." } as const;

const options = {
  ...asking,
  nodes: { kind: "text", value: "N", help: `How many nodes, 2 to ${MOST_NODES}; 3, or what the lab had.` },
  topology: { kind: "text", value: "SHAPE", help: "ring, full or line: who is linked; ring, or what the lab had." },
  "base-port": {
    kind: "text",
    value: "PORT",
    help: "Node i serves clients on this port plus i, on 127.0.0.1; 7000, or what the lab had.",
  },
  grace: {
    kind: "text",
    value: "MS",
    help: "links.graceMs of all nodes: users out of reach for so long are shown as gone; 2000, or what the lab had.",
  },
} as const satisfies Options;

const DEFAULT_SHAPE: Shape = { nodes: 3, topology: "ring", basePort: 7000, graceMs: 2000 };

const up = verb({
  name: "lab up",
  summary: "Starts the nodes and their links, and runs in the foreground until Ctrl-C, SIGTERM or `lab down`.",
  parameters: [],
  options,
  notes: [
    "Nodes are processes of their own, as `hansard start` runs them; their ids are 1AA, 2BB, and so on. Links run " +
      "through this process, which can cut them. When it ends, however that is, the nodes end too.",
    "The folder keeps the nodes' keys and records: started again on it, the lab goes on. DIR/i is the data folder of " +
      "node i for all other verbs, such as `hansard log --data DIR/1`.",
    "`/oper lab lab` makes anybody an operator with all privileges: the nodes listen on 127.0.0.1 alone.",
    "With --json: one object of kind lab, one of kind node for each node, one of kind link for each link, when all " +
      "serve and are linked; and one of kind notice for each line of a node's log, at any time.",
  ],
  examples: ["hansard lab up", "hansard lab up --nodes 5 --topology full --base-port 7100 --data /tmp/lab"],
  run: async (asked, io) => (await import("../lab/up.ts")).runLab(asked.options, shapeOf(asked), io),
});

const cut = asks("cut", {
  summary: "Cuts links: what is on them is lost, and they do not come about until they are healed.",
  parameters: [
    { ...A, isOptional: true },
    { name: "B", help: "Another node; without it, all links of A are meant; without either, all.", isOptional: true },
  ],
  notes: ["The users of nodes out of reach are shown as gone when the grace (--grace of `lab up`) is over."],
  examples: ["hansard lab cut 1 2", "hansard lab cut n3.lab"],
});

const heal = asks("heal", {
  summary: "Heals links that were cut, and waits until the nodes are linked again.",
  parameters: cut.parameters,
  notes: [],
  examples: ["hansard lab heal 1 2", "hansard lab heal"],
});

const kill = asks("kill", {
  summary: "Kills a node as a crash would (SIGKILL).",
  parameters: [A],
  notes: [],
  examples: ["hansard lab kill 2"],
});

const start = asks("start", {
  summary: "Starts a node that is down, and waits until it serves and is linked.",
  parameters: [A],
  notes: [],
  examples: ["hansard lab start 2"],
});

const status = asks("status", {
  summary: "Shows which nodes are up, with pid, port and number of users, and which links are there, cut or lost.",
  parameters: [],
  notes: ["A link is lost when it is not cut and the nodes are not linked: one of them is down, or calls already."],
  examples: ["hansard lab status", "hansard lab status --json"],
});

const down = asks("down", {
  summary: "Ends the lab: all its nodes, in good order, and `lab up` itself.",
  parameters: [],
  notes: [],
  examples: ["hansard lab down"],
});

export const lab: VerbWithActions = {
  name: "lab",
  summary: "Runs a whole network on this machine to play with: cut its links, kill its nodes, see what users see.",
  actions: [up, cut, heal, kill, start, status, down].map((each) => each as Verb),
  notes: ["`lab up` stays in the foreground; the other actions are for another shell, with the same --data."],
};

/** An action that another shell asks of the lab: it prints the rows that come back. */
function asks(
  ask: string,
  declared: Pick<Verb, "summary" | "notes" | "examples"> & { readonly parameters: readonly Parameter[] },
): Verb<typeof asking> {
  return verb({
    ...declared,
    name: `lab ${ask}`,
    options: asking,
    async run({ options: wanted, parameters }, io: Io) {
      const [{ request }, { jsonRows, textRows }] = await Promise.all([
        import("../lab/control.ts"),
        import("../lab/rows.ts"),
      ]);
      const answer = await request(wanted.data, { ask, nodes: parameters });
      const rows = ask === "status" ? (await import("../lab/users.ts")).withUsers(answer) : answer;
      await io.out(wanted.json ? jsonRows(rows) : textRows(rows));
      return 0;
    },
  });
}

/** What was asked for; undefined is left as it was. Throws Complaint USAGE. */
function shapeOf({ options: wanted }: Asked<typeof options>): (kept: Shape | undefined) => Shape {
  const number = (name: "nodes" | "base-port" | "grace", from: number, to: number) => {
    const text = wanted[name];
    return text === undefined ? undefined : integer(`--${name}`, text, from, to);
  };
  const nodes = number("nodes", 2, MOST_NODES);
  const basePort = number("base-port", 1024, 65_535 - MOST_NODES);
  const graceMs = number("grace", 0, 600_000);
  const topology = wanted.topology === undefined ? undefined : topologyOf(wanted.topology);
  return (kept = DEFAULT_SHAPE) => ({
    nodes: nodes ?? kept.nodes,
    topology: topology ?? kept.topology,
    basePort: basePort ?? kept.basePort,
    graceMs: graceMs ?? kept.graceMs,
  });
}

function topologyOf(text: string): Topology {
  const found = topologies.find((each) => each === text);
  if (found) return found;
  const meant = didYouMean(text, topologies);
  throw new Complaint("USAGE", `--topology: expected ring, full or line; found "${text}"${meant}`);
}
