// Random traffic of all clients at a steady rate: JOIN, PART, NICK, MODE, TOPIC and PRIVMSG, each with a text that
// occurs once wherever the command has room for one.
import type { Client } from "./client.ts";

const CHANNELS = ["#alpha", "#beta", "#gamma", "#delta", "#epsilon", "#zeta"];
const MOST_CHANNELS = 3;
const TICK_MS = 4;

export class Traffic {
  readonly #clients: readonly Client[];
  readonly #random: () => number;
  readonly #perMs: number;
  #number = 0;
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  sent = 0;

  constructor(clients: readonly Client[], random: () => number, commandsPerSecond: number) {
    this.#clients = clients;
    this.#random = random;
    this.#perMs = commandsPerSecond / 1000;
  }

  start(): void {
    this.#startedAt = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const due = Math.floor((performance.now() - this.#startedAt) * this.#perMs) - this.sent;
    for (let at = 0; at < due; at++) {
      const client = this.#pick(this.#clients);
      client.send(this.#command(client));
    }
    this.sent += Math.max(0, due);
  }

  #command(client: Client): string {
    const { channels, nick } = client.observed;
    const id = `${client.nick}-${++this.#number}`;
    if (channels.size === 0) return `JOIN ${this.#pick(CHANNELS)}`;
    const name = this.#pick([...channels.keys()]);
    const dice = this.#random();
    if (dice < 0.06 && channels.size < MOST_CHANNELS) return `JOIN ${this.#pick(CHANNELS)}`;
    if (dice < 0.1) return `PART ${name} :${id}`;
    if (dice < 0.15) return `NICK ${client.nick}_${this.#number}`;
    if (dice < 0.22) return `TOPIC ${name} :${id}`;
    if (dice < 0.32 && channels.get(name)?.members.get(nick)?.isOperator) return this.#mode(client, name, id);
    return `PRIVMSG ${name} :${id} ${"text ".repeat(1 + Math.floor(this.#random() * 12))}`;
  }

  #mode(client: Client, name: string, id: string): string {
    const channel = client.observed.channels.get(name);
    const other = this.#pick([...(channel?.members.keys() ?? [])]);
    const bans = [...(channel?.bans.entries() ?? [])].filter(([, isSet]) => isSet);
    const dice = this.#random();
    if (dice < 0.3) return `MODE ${name} ${this.#random() < 0.5 ? "+v" : "-v"} ${other}`;
    if (dice < 0.5) return `MODE ${name} +o ${other}`;
    if (dice < 0.7) return `MODE ${name} +l ${100_000 + this.#number}`;
    if (dice < 0.8) return `MODE ${name} ${this.#random() < 0.5 ? "+n" : "-n"}`;
    if (bans.length > 5) return `MODE ${name} -b ${this.#pick(bans)[0]}`;
    return `MODE ${name} +b ${id}!*@nowhere`;
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }
}
