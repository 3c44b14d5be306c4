// Ports in a row that nobody has: below those that the system gives to whoever asks for any.
import { createServer } from "node:net";

const LEAST = 20_000;
const SPAN = 100;

/** The first of so many. Test files run side by side as processes of their own, and each looks elsewhere first. */
export async function freePorts(count: number): Promise<number> {
  for (let first = LEAST + (process.pid % SPAN) * SPAN; ; first += count) {
    const row = Array.from({ length: count }, (_, at) => isFree(first + at));
    if ((await Promise.all(row)).every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer().once("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}
