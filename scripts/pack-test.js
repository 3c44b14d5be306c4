// Packs the package, installs the tarball in an empty folder, starts it there and speaks to it.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "./build.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "hansard-pack-"));
const npm = (argv, cwd) => execFileSync("npm", argv, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

function firstLine(child) {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (bytes) => {
      text += bytes;
      const match = /^listening on .*:(\d+)$/m.exec(text);
      if (match) resolve(Number(match[1]));
    });
    child.on("exit", (code) => reject(new Error(`the node ended with ${code}: ${text}`)));
  });
}

function register(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("NICK packed\r\nUSER p 0 * :P\r\n"));
    let text = "";
    socket.on("data", (bytes) => {
      text += bytes;
      if (text.includes(" 001 packed ")) {
        socket.destroy();
        resolve();
      }
    });
    socket.on("error", reject);
  });
}

try {
  const [packed] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], root));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "empty", private: true, allowScripts: { "better-sqlite3": true } }),
  );
  npm(["install", "--no-audit", "--no-fund", join(folder, packed.filename)], folder);
  const node = spawn(
    join(folder, "node_modules/.bin/hansard"),
    ["start", "--port", "0", "--data", join(folder, "data")],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const port = await firstLine(node);
  await register(port);
  node.removeAllListeners("exit");
  const code = await new Promise((resolve) => {
    node.on("exit", resolve);
    node.kill("SIGTERM");
  });
  if (code !== 0) throw new Error(`the node ended with ${code}`);
  console.log(
    `${packed.filename}: ${packed.files.length} files, ${Math.round(packed.size / 1024)} KiB; installed, served, stopped`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
