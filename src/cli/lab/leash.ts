// Loaded into each node of a lab before the program: when the lab is gone, however it ended, its end of standard input
// closes, and the node ends as it does on SIGTERM.
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM"));
process.stdin.on("error", () => process.kill(process.pid, "SIGTERM"));
process.stdin.resume();
(process.stdin as NodeJS.ReadStream & { unref(): void }).unref();
