// A cable as a process of its own, for another network namespace: node --import tsx cable-process.ts HOST PORT.
// It is told by messages what to suffer, and says where it is and what it has carried.
import { Cable, type Mishap } from "./cable.ts";

const [host = "", port = ""] = process.argv.slice(2);
const cable = await new Cable({ host, port: Number(port) }).lay();
process.on("message", (mishap: Mishap) => {
  cable.suffer(mishap);
  process.send?.(cable.figures());
});
process.once("disconnect", () => process.exit());
process.send?.({ port: cable.port });
