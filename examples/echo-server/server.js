// The echo server on a port: node server.js [port]
import { createServer } from "node:net";
import { Echo } from "./echo.js";

const echo = new Echo();
const port = Number(process.argv[2] ?? 6667);

createServer((socket) => {
  const client = echo.connect((line) => {
    socket.write(`${line}\r\n`);
    if (line.startsWith("ERROR ")) socket.end();
  });
  let rest = "";
  socket.setEncoding("utf8");
  socket.setNoDelay(true);
  socket.on("data", (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop().slice(0, 4096);
    for (const line of lines) if (line !== "") client.take(line);
  });
  socket.on("error", () => undefined);
  socket.on("close", () => client.close());
}).listen(port, "127.0.0.1", () => console.log(`listening on 127.0.0.1:${port}`));
