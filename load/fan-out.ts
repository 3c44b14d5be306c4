// People in channels, one of whom speaks in each: how many deliveries a second, and how long each takes. It knows
// sockets and texts, and nothing of nodes but where they are.
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface SeatOptions {
  readonly speakers: Place;
  readonly listeners: Place;
  /** All of them. */
  readonly clients: number;
  /** Of each channel, with the one who speaks. */
  readonly size: number;
}

export interface Closed {
  readonly seconds: number;
  readonly expected: number;
  readonly deliveries: number;
  /** Milliseconds, one for each delivery: from the moment at which the message was due. */
  readonly delays: readonly number[];
}

/** One channel: its speaker and those who listen. */
export class Hall {
  readonly name: string;
  readonly sockets: Socket[] = [];
  /** When each message was due, by its number. */
  readonly #due: number[] = [];
  /** Deliveries of each message that are still to come. */
  readonly #left: number[] = [];
  #delays: number[] = [];
  #speaker: Socket | undefined;
  #listeners = 0;
  complete: (() => void) | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get listeners(): number {
    return this.#listeners;
  }

  async speaker(place: Place, nick: string): Promise<void> {
    this.#speaker = await this.#join(place, nick);
  }

  async listener(place: Place, nick: string): Promise<void> {
    const socket = await this.#join(place, nick);
    this.#listeners++;
    let rest = "";
    socket.on("data", (text: string) => {
      const lines = (rest + text).split("\r\n");
      rest = lines.pop() ?? "";
      const now = performance.now();
      for (const line of lines) if (line.includes(" PRIVMSG ")) this.#heard(line, now);
    });
  }

  say(due: number): void {
    const number = this.#due.push(due) - 1;
    this.#left.push(this.#listeners);
    this.#speaker?.write(`PRIVMSG ${this.name} :what is said here is of a usual length, number ${number}\r\n`);
  }

  /** What was measured since it was taken last. */
  takeDelays(): readonly number[] {
    const delays = this.#delays;
    this.#delays = [];
    return delays;
  }

  #heard(line: string, now: number): void {
    const number = Number(line.slice(line.lastIndexOf(" ") + 1));
    this.#delays.push(now - (this.#due[number] ?? now));
    this.#left[number] = (this.#left[number] ?? 0) - 1;
    if (this.#left[number] === 0) this.complete?.();
  }

  /** Until all who are in the channel have been told so by the node. */
  async #join(place: Place, nick: string): Promise<Socket> {
    const socket = connect({ ...place, noDelay: true });
    this.sockets.push(socket);
    socket.setEncoding("utf8");
    let heard = "";
    await new Promise<void>((resolve, reject) => {
      const look = (text: string) => {
        heard += text;
        if (!heard.includes(" 366 ")) return;
        socket.off("data", look);
        resolve();
      };
      socket.on("data", look);
      socket.once("error", reject);
      socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\nJOIN ${this.name}\r\n`);
    });
    socket.on("error", () => undefined);
    socket.on("data", (text: string) => {
      const [, token] = /^PING :?(\S+)/m.exec(text) ?? [];
      if (token !== undefined) socket.write(`PONG :${token}\r\n`);
    });
    return socket;
  }
}

let seatings = 0;
/** Every node has heard of everybody. */
const SETTLE_MS = 1000;
const STALL_MS = 10_000;

export async function seat({ speakers, listeners, clients, size }: SeatOptions): Promise<readonly Hall[]> {
  const seating = ++seatings;
  const halls = Array.from(
    { length: Math.max(1, Math.floor(clients / size)) },
    (_, at) => new Hall(`#h${seating}x${at}`),
  );
  for (const [at, hall] of halls.entries()) {
    await hall.speaker(speakers, `s${seating}x${at}`);
    const nicks = Array.from({ length: size - 1 }, (_, listener) => `l${seating}x${at}x${listener}`);
    await Promise.all(nicks.map((nick) => hall.listener(listeners, nick)));
  }
  await delay(SETTLE_MS);
  return halls;
}

/** As fast as it goes: each speaker has so many messages under way that not all have read yet. */
export async function closedLoop(halls: readonly Hall[], messages: number, window: number): Promise<Closed> {
  const from = performance.now();
  await Promise.all(halls.map((hall) => runClosed(hall, messages, window)));
  return resultOf(halls, messages, (performance.now() - from) / 1000);
}

function runClosed(hall: Hall, messages: number, window: number): Promise<void> {
  return new Promise((resolve) => {
    let said = 0;
    let read = 0;
    const stalled = setTimeout(resolve, STALL_MS + messages * 100);
    const next = () => {
      if (said >= messages) return;
      said++;
      hall.say(performance.now());
    };
    hall.complete = () => {
      read++;
      if (read === messages) {
        clearTimeout(stalled);
        resolve();
      }
      next();
    };
    for (let at = 0; at < window; at++) next();
  });
}

/** All speakers together at a steady rate; a delay counts from when its message was due, sent late or not. */
export async function openLoop(halls: readonly Hall[], perSecond: number, seconds: number): Promise<Closed> {
  const messages = Math.ceil((perSecond * seconds) / halls.length);
  for (const hall of halls) hall.complete = undefined;
  const from = performance.now();
  for (let said = 0; said < messages * halls.length; said++) {
    const due = from + (said * 1000) / perSecond;
    while (performance.now() < due) await delay(Math.max(0, due - performance.now()));
    halls[said % halls.length]?.say(due);
  }
  await delay(SETTLE_MS);
  return resultOf(halls, messages, seconds);
}

function resultOf(halls: readonly Hall[], messages: number, seconds: number): Closed {
  const delays = halls.flatMap((hall) => hall.takeDelays());
  const expected = halls.reduce((sum, { listeners }) => sum + listeners * messages, 0);
  return { seconds, expected, deliveries: delays.length, delays };
}
