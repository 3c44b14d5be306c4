// hansard id: who this node is to others, ready to be put into their configuration.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { KEY_FILE } from "../../link/identity.ts";
import { makeFolder } from "../start/data-folder.ts";
import { ownIdentity, peerAddress } from "../start/links.ts";
import { settings } from "../start/settings.ts";
import { type Options, shared, verb } from "../verb.ts";

const options = {
  config: { kind: "text", value: "FILE", help: "Configuration file; without one every key has its default." },
  data: { kind: "text", value: "DIR", help: "Data folder, in place of the configured one (./data); made if missing." },
  json: shared.json,
} as const satisfies Options;

export const id = verb({
  name: "id",
  summary: "Prints the node's id and public key, and the entry that its peers need under links.peers.",
  parameters: [],
  options,
  notes: [
    "The key is made when it is first asked for, here or at the first start, and kept in the data folder (node.key). " +
      "Its public half is printed and may be known to all; the file itself is for nobody else.",
    "With --json: one object with node, name, key, and address (null where the node takes no links).",
  ],
  examples: ["hansard id --config hansard.yaml", "hansard id --data /var/lib/hansard --json"],
  async run({ options: wanted }, io) {
    const configuration = await settings({ ...wanted, host: undefined, port: undefined, "no-limits": false });
    const key = publicKey(configuration.data, (file) => io.err(`made ${file}: put it into your backup\n`));
    const { id: node, name } = configuration.node;
    const address = peerAddress(configuration) ?? null;
    if (wanted.json) await io.out(`${JSON.stringify({ node, name, key, address })}\n`);
    else await io.out(shown({ node, name, key, address }));
    return 0;
  },
});

interface Id {
  readonly node: string;
  readonly name: string;
  readonly key: string;
  readonly address: string | null;
}

/** Throws Complaint DATA_UNUSABLE, KeyError. */
function publicKey(folder: string, made: (file: string) => void): string {
  const file = join(folder, KEY_FILE);
  const isNew = !existsSync(file);
  makeFolder(folder);
  const { key } = ownIdentity(folder);
  if (isNew) made(file);
  return key;
}

function shown({ node, name, key, address }: Id): string {
  const called = address === null ? ["      connect: false"] : [`      address: "${address}"`];
  return [
    `node  ${node}  ${name}`,
    `key   ${key}`,
    "",
    "For the configuration of each peer:",
    "",
    "links:",
    "  peers:",
    `    - name: ${name}`,
    ...called,
    `      key: "${key}"`,
    "",
    ...(address === null
      ? ["This node takes no links (links.listen is empty): it has to call its peers, not they it.", ""]
      : []),
  ].join("\n");
}
