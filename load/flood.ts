// A few people who say as much as a node takes, as fast as it takes it: for measurements of what comes after.
import { connect, type Socket } from "node:net";

const LINES = 200;
/** Of the text, as people write. */
const TEXT = "typical chat: forty to sixty characters of it";

export interface FloodOptions {
  readonly host: string;
  readonly port: number;
  readonly people: number;
  readonly messages: number;
  /** One in so many is a TOPIC instead: an event that changes the state. */
  readonly topicEvery?: number;
  readonly progress?: (sent: number) => void;
}

/** Each in a channel of their own; done when the node has answered to what was said last. */
export async function flood(options: FloodOptions): Promise<void> {
  const share = Math.ceil(options.messages / options.people);
  await Promise.all(Array.from({ length: options.people }, (_, at) => speak(options, at, share)));
}

async function speak(options: FloodOptions, at: number, messages: number): Promise<void> {
  const { host, port, topicEvery = 0, progress } = options;
  const nick = `flood${at}`;
  const channel = `#flood${at}`;
  const socket = connect({ host, port, noDelay: true });
  socket.setEncoding("utf8").on("data", (text: string) => {
    const [, token] = /^PING :?(\S+)/m.exec(text) ?? [];
    if (token !== undefined) socket.write(`PONG :${token}\r\n`);
  });
  await answered(socket, `NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\nJOIN ${channel}\r\nPING begin\r\n`, "begin");
  for (let sent = 0; sent < messages; sent += LINES) {
    const lines = Array.from({ length: Math.min(LINES, messages - sent) }, (_, line) => {
      const number = sent + line;
      const isTopic = topicEvery > 0 && number % topicEvery === 0;
      return isTopic ? `TOPIC ${channel} :topic ${number}\r\n` : `PRIVMSG ${channel} :${TEXT} ${number}\r\n`;
    });
    // A PONG for each part, so that nothing piles up on either side.
    await answered(socket, `${lines.join("")}PING ${sent}\r\n`, String(sent));
    progress?.(sent + LINES);
  }
  socket.destroy();
}

/** Sends the text and waits for the PONG with the token. Throws an Error with what came last if the node hangs up. */
function answered(socket: Socket, text: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest = "";
    const look = (chunk: string) => {
      rest = (rest + chunk).slice(-200 - chunk.length);
      if (!new RegExp(` PONG \\S+ :?${token}\\r`).test(rest)) return;
      socket.off("data", look);
      socket.off("close", hungUp);
      resolve();
    };
    const hungUp = () => reject(new Error(`the node hung up: ${rest}`));
    socket.on("data", look);
    socket.once("close", hungUp);
    socket.write(text);
  });
}
