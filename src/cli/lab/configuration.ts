// The configuration file of a node of the lab: an ordinary one, written anew at each start of the lab.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { privilegeNames } from "../../config/operators.ts";
import { HOST, type Shape, type Site } from "./shape.ts";

export interface LabPeer {
  readonly site: Site;
  readonly key: string;
  /** Where this node's end of the cable is; undefined where the peer calls. */
  readonly port: number | undefined;
}

/** Of "lab": everybody who is on this machine may be the operator of a lab. */
const PASSWORD = "$argon2id$v=19$m=19456,t=2,p=1$6fLHWhdBGZImGv878wJBVA$y4Z32yGsB6ShFfbb6iVqyKP5JOPK9vS02PEVfBcPvPI";
/** What has been cut is to be whole again soon after it is healed. */
const RETRY_MOST_MS = 1000;

export const configurationFile = ({ data }: Site): string => join(data, "hansard.yaml");

export function writeConfiguration(site: Site, { graceMs }: Shape, peers: readonly LabPeer[]): void {
  const text = stringify({
    network: "Lab",
    node: { id: site.id, name: site.name, description: `node ${site.number} of a lab` },
    data: site.data,
    listen: [{ host: HOST, port: site.port }],
    // Everybody is on this machine: a cloak would hide nobody.
    cloak: { isEnabled: false },
    links: {
      listen: [`${HOST}:0`],
      peers: peers.map(({ site: { name }, key, port }) => ({
        name,
        ...(port === undefined ? { connect: false } : { address: `${HOST}:${port}` }),
        key,
      })),
      graceMs,
      retryMostMs: RETRY_MOST_MS,
    },
    operators: [{ name: "lab", password: PASSWORD, class: "all" }],
    operatorClasses: [{ name: "all", privileges: [...privilegeNames] }],
    motd: [`This is ${site.name}, node ${site.number} of a lab: a network on one machine to play with.`],
  });
  const head = "# A node of a lab. `hansard lab up` writes this file anew at each start.\n";
  writeFileSync(configurationFile(site), head + text, { mode: 0o600 });
}
