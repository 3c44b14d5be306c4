// R6: every released version of every event type still reads, byte by byte, and folds to the state that it folded to.
// HANSARD_GOLDEN=write makes the files that are missing; one that is there is never written again.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogue, type EventType, eventTypes } from "../../events/catalogue.ts";
import { decode, decodeBody, decodeHeader, encodeBody, encodeHeader } from "../../events/codec.ts";
import { commitmentOf } from "../../events/commitment.ts";
import type { Micros, NodeId, Origin } from "../../events/names.ts";
import { canonicalState, digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { identityFrom } from "../../src/link/identity.ts";
import type { Entry } from "../../src/record/log.ts";
import { configuration, VirtualNode } from "../support/virtual-node.ts";

interface Golden {
  readonly type: EventType;
  readonly version: number;
  /** Header and body of the events before it. */
  readonly context: readonly (readonly [header: string, body: string])[];
  readonly header: string;
  readonly salt: string;
  readonly body: string;
  readonly commitment: string;
  /** Of the state after it. */
  readonly digest: string;
}

const PEER = "2AB.golden";
const folder = new URL("../../events/versions/", import.meta.url);
const fileOf = (type: string, version: number) => new URL(`${type}.${version}.json`, folder);

if (process.env.HANSARD_GOLDEN === "write") writeMissing(await script());

test("R6 every type has a golden file of the version that is written", () => {
  const missing = eventTypes.filter((type) => !existsSync(fileOf(type, catalogue[type].version)));
  expect(missing).toEqual([]);
});

const files = readdirSync(folder).filter((file) => file.endsWith(".json"));

test.each(files)(
  "R6 %s still reads, is written in the same bytes, keeps its commitment and folds to the same state",
  (file) => {
    const golden = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Golden;
    const { type, version, header, body } = golden;
    expect(file).toBe(`${type}.${version}.json`);
    const head = decodeHeader(header);
    expect([head.type, head.version]).toEqual([type, version]);
    expect(encodeHeader(head)).toBe(header);
    expect(encodeBody(type, decodeBody(type, body))).toBe(body);
    expect(commitmentOf(Buffer.from(golden.salt, "hex"), body).toString("hex")).toBe(golden.commitment);
    const network = new Network();
    for (const [earlier, what] of golden.context) network.admit(decode(earlier, what));
    network.admit(decode(header, body));
    expect(digestOf(network.state), [...canonicalState(network.state)].join("\n")).toBe(golden.digest);
  },
);

/** One short life of a network in which each type occurs; the last event of a type is its golden one. */
async function script(): Promise<readonly Entry[]> {
  const privileges = ["ban", "chghost", "kill", "links", "samode", "wallops"] as const;
  const operator = { name: "root", password: "hash", class: "all", hosts: [], tls: false };
  const node = new VirtualNode({
    configuration: {
      ...configuration,
      record: { ...configuration.record, private: "body" },
      operatorClasses: [{ name: "all", privileges: [...privileges] }],
      operators: [operator],
    },
    verifyPassword: () => Promise.resolve(true),
    identity: identityFrom(Buffer.alloc(32, 6)),
    seed: 6,
  });
  const [alice, bob, carol] = ["192.0.2.1", "192.0.2.2", "2001:db8::3"].map((address) => node.connect(address)) as [
    number,
    number,
    number,
  ];
  const say = (id: number, line: string) => {
    node.pass(1000);
    node.say(id, line);
  };
  say(alice, "NICK alice\r\nUSER alice 0 * :Alice");
  say(bob, 'NICK bob\r\nUSER bob 0 * :Bob \\ "Builder" é 😀');
  say(carol, "NICK carol\r\nUSER carol 0 * :Carol");
  say(alice, "JOIN #Golden");
  say(bob, "JOIN #golden");
  say(alice, "MODE #golden +ntokl bob sesame 12");
  say(alice, "MODE #golden +bev-t carol!*@* *!*@2001:* bob");
  say(alice, "TOPIC #golden :the topic, with “quotes” and 😀");
  say(alice, "INVITE carol #golden");
  say(carol, "JOIN #golden");
  say(carol, "CAP REQ :message-tags");
  say(carol, "@+typing=active TAGMSG #golden");
  say(carol, "NOTICE #golden :heard\u0002\u0003 4");
  say(alice, "PRIVMSG @#golden :for operators");
  say(carol, "@+reply=a\\sb PRIVMSG bob :between us");
  say(carol, "SETNAME :Carol 2 é");
  say(bob, "AWAY :for lunch");
  say(bob, "MODE bob +iB");
  say(bob, "MODE bob -B+w");
  say(carol, "NICK Dora");
  say(alice, "KICK #golden dora :out");
  say(alice, "MODE #golden +i");
  say(carol, "KNOCK #golden");
  say(bob, "OPER root secret");
  await new Promise((resolve) => setImmediate(resolve));
  node.settle();
  say(bob, "SAMODE #golden +q-o *!*@192.0.2.9 alice");
  say(bob, "CHGHOST dora ~dora@hidden.example");
  say(bob, "KLINE 1d eve@*.example :not here");
  say(bob, "DLINE 198.51.100.0/24 :not from there");
  say(bob, "UNKLINE eve@*.example");
  say(bob, "UNDLINE 198.51.100.0/24");
  say(bob, "WALLOPS :the node is upgraded");
  node.pass(1000);
  admitPeer(node);
  const peer = PEER as Origin;
  node.node.record.append({ type: "LINK", body: { peer, session: "0123456789abcdef" } });
  node.node.record.append({ type: "UNLINK", body: { peer, reason: "SILENT" } });
  node.settle();
  say(bob, "GONE 2AB");
  say(bob, "PART #golden :bye");
  say(carol, "QUIT :gone");
  say(bob, "KILL alice :enough");
  void node.stop("maintenance");
  return node.log.read(0, Number.MAX_SAFE_INTEGER).filter((entry) => entry.origin !== null);
}

/** Another node's opening, as a link would bring it. */
function admitPeer({ node }: VirtualNode): void {
  const origin = PEER as Origin;
  const { key } = identityFrom(Buffer.alloc(32, 7));
  const said = { node: "2AB" as NodeId, name: "peer.example", software: "hansard-virtual", firstUser: 0 };
  const body = { ...said, key, understands: "FUTURE:2 TOPIC:3" };
  const at = (node.record.greatest - 1) as Micros;
  const event = { origin, seq: 1, at, type: "OPEN", version: 2, body } as const;
  const [header, text] = [encodeHeader(event), encodeBody("OPEN", body)];
  const entry = { origin, seq: 1, header, salt: Buffer.alloc(16, 2), body: text, commitment: null };
  node.record.admit([{ event, entry }], []);
}

function writeMissing(entries: readonly Entry[]): void {
  for (const type of eventTypes) {
    const { version } = catalogue[type];
    const at = entries.findLastIndex((entry) => decodeHeader(entry.header).type === type);
    const entry = entries[at];
    if (entry?.salt == null || entry.body === null) throw new Error(`the script has no ${type} with its body`);
    if (existsSync(fileOf(type, version))) continue;
    const context = entries.slice(0, at).map(({ header, body }) => [header, body ?? ""] as const);
    const network = new Network();
    for (const [header, body] of [...context, [entry.header, entry.body] as const]) network.admit(decode(header, body));
    const golden: Golden = {
      type,
      version,
      context,
      header: entry.header,
      salt: Buffer.from(entry.salt).toString("hex"),
      body: entry.body,
      commitment: commitmentOf(entry.salt, entry.body).toString("hex"),
      digest: digestOf(network.state),
    };
    writeFileSync(fileOf(type, version), `${JSON.stringify(golden, null, 2)}\n`);
  }
}
