// What the lean edge alone can do: a relay of private messages and channel messages on it, without a record, a fold or
// any rule. Beside a real node it shows how much of a message is Node's way to the socket. `npm run bench:edge-floor -- PORT`.
import type { Connection } from "../src/net/edge.ts";
import { LeanEdge } from "../src/net/lean-edge.ts";

interface Client {
  readonly connection: Connection;
  nick: string;
  out: string;
}

const clients = new Map<string, Client>();
const channels = new Map<string, Set<Client>>();
let held: Client[] = [];

function put(client: Client, text: string): void {
  if (client.out === "") held.push(client);
  client.out += text;
  if (held.length === 1) setImmediate(flush);
}

function flush(): void {
  const due = held;
  held = [];
  for (const client of due) {
    const text = client.out;
    client.out = "";
    client.connection.write(text);
  }
}

function take(client: Client, line: string): void {
  const [verb, target = "", third = ""] = line.split(" ", 3) as [string, string?, string?];
  if (verb === "NICK") {
    client.nick = target;
    clients.set(target, client);
  }
  if (verb === "USER") put(client, `:floor 001 ${client.nick} :hi\r\n:floor 422 ${client.nick} :no motd\r\n`);
  if (verb === "PING") put(client, `:floor PONG floor ${target}\r\n`);
  if (verb === "JOIN") join(client, target);
  if (verb !== "PRIVMSG" || third === "") return;
  const text = `:${client.nick}!u@h ${line}\r\n`;
  const members = channels.get(target);
  if (members) for (const member of members) if (member !== client) put(member, text);
  const one = clients.get(target);
  if (one) put(one, text);
}

function join(client: Client, names: string): void {
  for (const name of names.split(",")) {
    const members = channels.get(name) ?? new Set();
    channels.set(name, members.add(client));
    for (const member of members) put(member, `:${client.nick}!u@h JOIN ${name}\r\n`);
    for (const { nick } of members) put(client, `:floor 353 ${client.nick} = ${name} :${nick}\r\n`);
    put(client, `:floor 366 ${client.nick} ${name} :end\r\n`);
  }
}

const edge = new LeanEdge((connection) => {
  const client: Client = { connection, nick: "", out: "" };
  return {
    data: (bytes, length) => {
      for (const line of bytes.toString("utf8", 0, length).split("\r\n")) if (line !== "") take(client, line);
    },
    closed: () => {
      clients.delete(client.nick);
      for (const members of channels.values()) members.delete(client);
    },
  };
});

const { address, port } = await edge.listen("127.0.0.1", Number(process.argv[2] ?? 0));
process.stdout.write(`listening on ${address}:${port}\n`);
