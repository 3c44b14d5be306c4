// What does not fit together in the configuration of transports, and what a start without any of them loads.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../src/config/load.ts";

const problems = (text: string) => readConfiguration(text, "h.yaml").problems.join("\n");
const TLS = "listen:\n  - port: 6697\n    tls: {certificate: a.pem, key: b.pem}\n";

describe("the configuration of transports", () => {
  it("of sts needs a listener with TLS that is no WebSocket", () => {
    const sts = "sts: {port: 6697, durationSeconds: 60}\n";
    expect(problems(sts)).toBe("h.yaml:1: sts: needs a listener with tls that is no websocket");
    expect(problems(`${TLS}    websocket: true\n${sts}`)).toContain("sts: needs a listener");
    expect(problems(TLS + sts)).toBe("");
  });

  it("of a PROXY listener needs proxies, and no WebSocket", () => {
    const listen = "listen:\n  - port: 6668\n    proxy: true\n";
    const needs = "h.yaml:3: listen[0].proxy: a listener with proxy needs addresses in proxies";
    expect(problems(listen)).toBe(needs);
    expect(problems(`${listen}proxies: [10.0.0.0/8]\n`)).toBe("");
    expect(problems(`${listen}    websocket: true\nproxies: [10.0.0.0/8]\n`)).toBe(
      "h.yaml:3: listen[0].proxy: a listener with websocket takes X-Forwarded-For from proxies, and no PROXY header",
    );
  });

  it("of gateways never prints a password", () => {
    const found = problems(
      "webirc:\n  - name: kiwi\n    password: [sesame]\n    addresses: [10.0.0.300]\n    pasword: sesame\n",
    );
    expect(found.split("\n")).toHaveLength(3);
    expect(found).not.toContain("sesame");
  });
});

describe("a start without TLS, WebSocket and PROXY", () => {
  it("loads none of their modules", () => {
    const loaded = new Set<string>();
    follow(fileURLToPath(new URL("../../dist/src/cli/verbs/start.js", import.meta.url)), loaded);
    const names = [...loaded].map((file) => file.replace(/^.*\/dist\//, ""));
    expect(names).toContain("src/cli/start/transports.js");
    expect(names).toContain("src/net/lean-edge.js");
    for (const each of ["stream-edge", "tls", "websocket-edge", "proxy-header", "trusted"]) {
      expect(names).not.toContain(`src/net/${each}.js`);
    }
    for (const each of ["ws", "node:tls", "node:https", "node:http"]) expect(names).not.toContain(each);
  });
});

/** What a module of dist/ brings with it: its own imports, and those that `start` awaits in any case. */
function follow(file: string, loaded: Set<string>): void {
  if (loaded.has(file)) return;
  loaded.add(file);
  const text = readFileSync(file, "utf8");
  const always = file.endsWith("verbs/start.js") ? /(?:from |import\()"([^"]+)"/g : /(?:^import |from )"?([^" ]+)";/gm;
  for (const [, name = ""] of text.matchAll(always)) {
    if (name.startsWith(".")) follow(join(dirname(file), name), loaded);
    else loaded.add(name);
  }
}
