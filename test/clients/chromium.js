// Chromium without a window, told what to do over its DevTools pipe: pages open, a person types, a screenshot is taken.
import { mkdirSync } from "node:fs";
import { Background, ownFolder } from "./background.js";
import { waitFor } from "./wait.js";

const WINDOW = "900,700";
/** No sandbox: a build often runs as root or in a container, and the only page is our own. */
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--remote-debugging-pipe",
  "--no-first-run",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--hide-scrollbars",
];

export class Chromium {
  #program;
  #asked = new Map();
  #number = 0;
  #unread = "";

  /** The node's certificate is taken for the key that is in it. */
  constructor({ folder, certificate }) {
    const home = ownFolder(`${folder}/chromium`, (own) => mkdirSync(`${own}/profile`));
    const flags = [
      `--user-data-dir=${home}/profile`,
      `--ignore-certificate-errors-spki-list=${certificate.keyPin}`,
      `--window-size=${WINDOW}`,
    ];
    this.#program = new Background("chromium", home, ["chromium", ...FLAGS, ...flags], ["pipe", "pipe"]);
    const [, from] = this.#program.pipes;
    from.setEncoding("utf8").on("data", (text) => this.#read(text));
  }

  /** Opens the address in a tab of its own. */
  async open(name, url) {
    const { targetId } = await this.ask("Target.createTarget", { url });
    const { sessionId } = await this.ask("Target.attachToTarget", { targetId, flatten: true });
    // Each tab takes its keys as if it were the one in front.
    await this.ask("Emulation.setFocusEmulationEnabled", { enabled: true }, sessionId);
    return new Page(
      name,
      (method, parameters) => this.ask(method, parameters, sessionId),
      () => this.ask("Target.closeTarget", { targetId }),
    );
  }

  /** DevTools protocol: a command and its result. */
  ask(method, parameters = {}, sessionId = undefined) {
    this.#number += 1;
    const id = this.#number;
    const [to] = this.#program.pipes;
    to.write(`${JSON.stringify({ id, method, params: parameters, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject, method }));
  }

  text() {
    return this.#program.text();
  }

  /** In good order if it can: its processes write to the profile until the last has ended. */
  async close() {
    this.ask("Browser.close").catch(() => {});
    await this.#program.ended().catch(() => {});
    this.#program.close();
  }

  #read(text) {
    const messages = (this.#unread + text).split("\0");
    this.#unread = messages.pop();
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message);
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error) asked?.reject(new Error(`${asked.method}: ${error.message}`));
      else asked?.resolve(result);
    }
  }
}

/** A tab with the chat page in it. */
export class Page {
  name;
  #ask;
  #shut;
  #isOpen = true;
  #last = "";

  constructor(name, ask, shut) {
    this.name = name;
    this.#ask = ask;
    this.#shut = shut;
  }

  /** Types the text and Enter, as the keyboard would. */
  async type(text) {
    await this.#evaluate("input.focus()");
    await this.#ask("Input.insertText", { text });
    const key = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
    await this.#ask("Input.dispatchKeyEvent", { type: "keyDown", ...key });
    await this.#ask("Input.dispatchKeyEvent", { type: "keyUp", ...key });
  }

  /** The lines that came and went, as the page has kept them. */
  async lines() {
    return this.#evaluate("lines.join('\\n')");
  }

  /** What the page shows, then its lines; of a closed tab, what was there at its last look. */
  async text() {
    if (!this.#isOpen) return this.#last;
    this.#last = await this.#evaluate("document.body.innerText + '\\n\\n' + lines.join('\\n')");
    return this.#last;
  }

  shows(pattern) {
    return waitFor(
      `the page ${this.name} shows ${pattern}`,
      async () => pattern.exec(await this.#evaluate("document.body.innerText")),
      () => this.text(),
    );
  }

  async picture() {
    if (!this.#isOpen) return undefined;
    const { data } = await this.#ask("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data, "base64");
  }

  async shut() {
    await this.text();
    this.#isOpen = false;
    await this.#shut();
  }

  async #evaluate(expression) {
    const { result, exceptionDetails } = await this.#ask("Runtime.evaluate", { expression });
    // A page that is still loading has no lines yet.
    return exceptionDetails ? "" : result.value;
  }
}
