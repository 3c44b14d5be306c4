// Loaded into a node before it starts (node --import): writes each second what its heap holds and how many handles are
// open, one JSON line each, into the file that HANSARD_MEMORY_REPORT names.
import { appendFileSync } from "node:fs";

const EVERY_MS = 1000;
const file = process.env.HANSARD_MEMORY_REPORT;
const report = () => {
  const { heapUsed, external } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().length;
  appendFileSync(file, `${JSON.stringify({ at: Date.now(), heapUsed, external, handles })}\n`);
};
if (file !== undefined) setInterval(report, EVERY_MS).unref();
