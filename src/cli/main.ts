#!/usr/bin/env node
import { mkdirSync } from "node:fs";
import { loadCommands } from "../commands/runner/registry.ts";
import { defaultConfiguration } from "../config/schema.ts";
import { SocketEdge } from "../net/socket-edge.ts";
import { Node } from "../node.ts";
import { SqliteLog } from "../record/sqlite-log.ts";
import { systemPorts } from "../record/system-ports.ts";

const args = process.argv.slice(2);
const opt = (n: string) => {
  const i = args.indexOf(n);
  return i < 0 ? undefined : args[i + 1];
};
const c = defaultConfiguration();
const dir = opt("--data") ?? c.data;
mkdirSync(dir, { recursive: true });
const log = new SqliteLog(dir, c.record);
const unl = args.includes("--no-limits");
const node = new Node({
  configuration: unl ? { ...c, sessions: { ...c.sessions, sendQueueBytes: 1 << 28 } } : c,
  ports: systemPorts(),
  log,
  registry: await loadCommands(),
  software: "hansard-0.1.0",
  edge: (e, n) => new SocketEdge(e, n),
  isUnlimited: unl,
  onTrouble: (t) => console.error(t),
});
const at = await node.listen("127.0.0.1", Number(opt("--port") ?? 6667));
console.log(`listening on ${at.address}:${at.port}`);
process.on("SIGTERM", () => {
  void node.stop("Server shutting down").then(() => {
    log.close();
    process.exit(0);
  });
});
