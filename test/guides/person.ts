// Somebody at a client, who types what a guide says and sees lines as most clients show them.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { Screen } from "./screen.ts";

export class Person {
  readonly screen: Screen;
  readonly #socket: Socket;
  #channel = "";
  #count = 0;
  readonly #welcome: Promise<void>;

  constructor(nick: string, host: string, port: number) {
    this.screen = new Screen(nick);
    this.#socket = connect(port, host).on("error", () => undefined);
    this.#socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\n`);
    this.#welcome = new Promise((welcome) => {
      createInterface(this.#socket).on("line", (line) => {
        if (line.startsWith("PING ")) this.#socket.write(`PONG ${line.slice(5)}\r\n`);
        if (/ 001 /.test(line)) welcome();
        const seen = shown(line);
        if (seen !== undefined) this.screen.add(seen);
      });
    });
  }

  /** Until the server has done it. */
  async type(line: string): Promise<void> {
    await this.#welcome;
    const [, channel] = /^\/join (\S+)$/.exec(line) ?? [];
    this.#channel = channel ?? this.#channel;
    const sent = line.startsWith("/") ? line.slice(1) : `PRIVMSG ${this.#channel} :${line}`;
    const token = `typed${++this.#count}`;
    this.#socket.write(`${sent}\r\nPING ${token}\r\n`);
    for (let heard = ""; !heard.includes(token); ) heard += String((await once(this.#socket, "data"))[0]);
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** As irssi words it; undefined for what this guide does not look at. */
function shown(line: string): string | undefined {
  const [, nick = "", userhost = "", verb = "", target = "", text = ""] =
    /^:([^\s!]+)(?:!(\S+))? (JOIN|QUIT|PRIVMSG|006)(?: ([^\s:]+))?(?: :(.*))?$/.exec(line) ?? [];
  if (verb === "JOIN") return `-!- ${nick} [${userhost}] has joined ${target}`;
  if (verb === "QUIT") return `-!- ${nick} [${userhost}] has quit [${text}]`;
  if (verb === "PRIVMSG") return `<${nick}> ${text}`;
  return verb === "006" ? text : undefined;
}
