// A bot on irc-framework: it counts what is said in its channel and says the number to those who ask with "!count".
// What the library made of the node's lines is kept, so that each step can ask whether it understood them.
import irc from "irc-framework";
import { waitFor } from "./wait.js";

export class Bot {
  #client = new irc.Client();
  /** Since the last call of `turnPage`. */
  #events = [];
  #lines = [];

  /** `server` has port and nick; it may have a password, `tls`, and other options of the library. */
  constructor({ nick, ...server }) {
    const client = this.#client;
    client.use((_client, _raw, parsed) => {
      parsed.use((name, event, _to, next) => {
        this.#events.push({ name, ...event });
        next();
      });
    });
    client.on("raw", ({ from_server, line }) => this.#lines.push(`${from_server ? "<<" : ">>"} ${line.trimEnd()}`));
    this.#count();
    client.connect({
      host: "127.0.0.1",
      nick,
      username: nick,
      gecos: "Tally on irc-framework",
      auto_reconnect: false,
      ...server,
    });
  }

  #count() {
    let messages = 0;
    this.#client.on("privmsg", ({ nick, target, message }) => {
      if (!target.startsWith("#")) return;
      if (message === "!count") this.#client.say(target, `${nick}: ${messages} so far`);
      else messages++;
    });
  }

  get client() {
    return this.#client;
  }

  /** What was sent and received since the last page was turned. */
  text() {
    return this.#lines.join("\n");
  }

  /** The parsed events of this name since the last page was turned. */
  events(name) {
    return this.#events.filter((event) => event.name === name);
  }

  turnPage() {
    this.#events = [];
    this.#lines = [];
  }

  /** Waits for an event with these fields; a pattern stands for a text that matches it. */
  saw(name, fields = {}) {
    const fits = (event) => Object.entries(fields).every(([field, wanted]) => isLike(event[field], wanted));
    const what = `the bot sees ${name} ${Object.entries(fields)
      .map(([field, wanted]) => `${field}=${wanted}`)
      .join(" ")}`;
    return waitFor(
      what,
      () => this.events(name).find(fits),
      () => this.text(),
    );
  }

  /** Waits for a line that the library makes no event of. */
  reads(pattern) {
    return waitFor(
      `the bot reads ${pattern}`,
      () => this.#lines.find((line) => pattern.test(line)),
      () => this.text(),
    );
  }

  close() {
    this.#client.connection?.end();
  }
}

function isLike(value, wanted) {
  return wanted instanceof RegExp ? wanted.test(value) : value === wanted;
}
