// Where a play is performed: a folder, a node with a certificate, a tmux server, and the programs that show something.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { makeCertificate } from "./certificate.js";
import { keepPane } from "./panes.js";
import { ServedNode } from "./served-node.js";
import { Tmux } from "./tmux.js";

export class Stage {
  folder;
  tmux;
  node = new ServedNode();
  /** All nodes of the play, for the report. */
  nodes = [this.node];
  certificate;
  /** Programs by name: each has `text()`; it may have `turnPage()`, `picture()` and `close()`. */
  views = new Map();
  /** What shows nothing but must be closed. */
  closers = [];
  /** What one step leaves for a later one. */
  notes = {};
  /** The step that is being taken, for the report. */
  step = "opening";
  #play;
  #number = 0;

  constructor(play) {
    this.#play = play;
    this.folder = mkdtempSync(`${tmpdir()}/hansard-clients-`);
    // Some programs refuse to be root and run as nobody, in folders of their own below this one.
    chmodSync(this.folder, 0o711);
    this.tmux = new Tmux(this.folder);
  }

  async open() {
    this.certificate = await makeCertificate(this.folder);
    await this.#play.open(this);
  }

  /** Puts a program on stage; gives it back. */
  show(name, view) {
    this.views.set(name, view);
    this[name] = view;
    return view;
  }

  async take(step) {
    const startedAt = Date.now();
    this.step = step.name;
    this.#number += 1;
    this.#play.beforeStep?.(this, this.#number);
    for (const view of this.views.values()) view.turnPage?.();
    try {
      await step.run(this);
    } finally {
      await this.#keep(step.name);
    }
    console.log(`ok  ${step.name} (${Date.now() - startedAt} ms)`);
  }

  /** Keeps what belongs to no step, such as the output of `hansard log`. */
  keep(program, text) {
    this.#pane("record", program, text);
  }

  async #keep(step) {
    for (const [program, view] of this.views) {
      this.#pane(step, program, await view.text());
      const picture = await view.picture?.();
      if (picture) this.#pane(step, program, picture);
    }
  }

  #pane(step, program, shown) {
    const number = step === "record" ? this.#play.steps.length + 1 : this.#number;
    keepPane({ play: this.#play.name, number, step, program }, shown);
  }

  /** Ends all that runs, also where the play was broken off. */
  async close() {
    for (const each of [...this.views.values(), ...this.closers]) await each.close?.();
    this.tmux.close();
    this.node.kill();
    // A program that has just been ended may not be quite gone.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
