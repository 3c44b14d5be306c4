// `npm start`: builds what is missing and starts a node, with the arguments that follow `--`.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import "./build.js";

const main = fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));
const node = spawn(process.execPath, [main, "start", ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => node.kill(signal));
node.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0);
});
