// What a shell or a client has shown, and whether it is what a guide says: the same lines in the same order, but for
// what differs from run to run.
const WAIT_MS = 30_000;

export class Screen {
  readonly #name: string;
  readonly #lines: string[] = [];
  #seen = 0;
  #kept = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add(line: string): void {
    this.#lines.push(line);
  }

  /** Waits until each line was shown, each after the one before it. */
  async shows(lines: readonly string[]): Promise<void> {
    const until = performance.now() + WAIT_MS;
    for (const line of lines) {
      const wanted = plain(line);
      let at = this.#find(wanted);
      for (; at < 0; at = this.#find(wanted)) {
        if (performance.now() > until) throw new Error(`${this.#name} does not show "${line}" but\n${this.#left()}`);
        await new Promise((done) => setTimeout(done, 20));
      }
      this.#seen = at + 1;
    }
  }

  /** What was shown since this was asked last. */
  news(): readonly string[] {
    const lines = this.#lines.slice(this.#kept);
    this.#kept = this.#lines.length;
    return lines;
  }

  #find(wanted: string): number {
    const at = this.#lines.slice(this.#seen).findIndex((line) => plain(line).endsWith(wanted));
    return at < 0 ? at : this.#seen + at;
  }

  #left(): string {
    return this.#lines.slice(this.#seen).join("\n");
  }
}

/** Without what differs: times, process ids, epochs, keys, ports of the system's choice, and who called whom. */
function plain(line: string): string {
  return line
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, "TIME")
    .replace(/\bpid \d+/g, "PID")
    .replace(/\b(\d[A-Z0-9]{2})\.[a-z0-9]{6}\b/g, "$1.EPOCH")
    .replace(/[\w-]{43}/g, "KEY")
    .replace(/(linked with .*) at \S+$/, "$1")
    .replace(/\b127\.0\.0\.(\d):\d+/g, "127.0.0.$1:PORT");
}
