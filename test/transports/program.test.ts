// The real program with every transport at once. Needs dist/.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { folder, launch, type Running, run } from "../cli/program.ts";
import { certificateFor } from "../edge/certificates.ts";
import { dialPlain, dialTls } from "../edge/streams.ts";
import { until } from "./peer.ts";

const HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 6667\r\n";
const files = (data: string) => ({
  certificate: join(data, "cert.pem"),
  key: join(data, "key.pem"),
  yaml: join(data, "h.yaml"),
});

function write(data: string, made: { readonly certificate: string; readonly key: string }): void {
  writeFileSync(files(data).certificate, made.certificate);
  writeFileSync(files(data).key, made.key);
}

function configure(data: string, more = ""): string {
  const tls = `tls: {certificate: ${files(data).certificate}, key: ${files(data).key}}`;
  const text = `data: ${join(data, "record")}
password: open-sesame
cloak: {isEnabled: false}
listen:
  - {port: 0}
  - {port: 0, ${tls}}
  - {port: 0, proxy: true}
  - {port: 0, proxy: true, ${tls}}
  - {port: 0, websocket: true}
  - {port: 0, websocket: true, ${tls}}
proxies: [127.0.0.1]
websocket: {origins: ["https://chat.example"]}
webirc: [{name: kiwi, password: gate-sesame, addresses: [127.0.0.1]}]
sts: {port: 6697, durationSeconds: 3600}
sessions: {handshakeTimeoutMs: 1000}
${more}`;
  writeFileSync(files(data).yaml, text);
  return files(data).yaml;
}

interface Ports {
  readonly plain: number;
  readonly tls: number;
  readonly proxy: number;
  readonly both: number;
  readonly ws: number;
  readonly wss: number;
}

async function started(data: string): Promise<{ readonly node: Running; readonly ports: Ports }> {
  const node = launch("start", "--config", configure(data));
  const port = async (kind: string) => Number((await node.until(new RegExp(`:(\\d+)${kind}$`, "m")))[1]);
  const wss = await port(" \\(WebSocket over TLS\\)");
  const [plain, tls, proxy] = [await port(""), await port(" \\(TLS\\)"), await port(" \\(PROXY\\)")];
  return {
    node,
    ports: { plain, tls, proxy, both: await port(" \\(TLS, PROXY\\)"), ws: await port(" \\(WebSocket\\)"), wss },
  };
}

async function stopped({ child, ended }: Running): Promise<string> {
  child.kill("SIGTERM");
  const { exit, err } = await ended;
  expect(exit).toBe(0);
  return err;
}

interface Speaker {
  readonly heard: () => string;
  say(...lines: readonly string[]): Promise<string>;
}

function speaker(write: (line: string) => void, onText: (take: (text: string) => void) => void): Speaker {
  let heard = "";
  let count = 0;
  onText((text) => {
    heard += text;
  });
  return {
    heard: () => heard,
    say: async (...lines) => {
      const from = heard.length;
      const token = `sync${++count}`;
      for (const line of [...lines, `PING ${token}`]) write(line);
      await until(() => heard.includes(token, from));
      return heard.slice(from);
    },
  };
}

function overStream(socket: Socket): Speaker {
  socket.on("error", () => undefined);
  return speaker(
    (line) => void socket.write(`${line}\r\n`),
    (take) => void socket.on("data", (bytes) => take(String(bytes))),
  );
}

async function overWebSocket(url: string, ca?: string, origin?: string): Promise<Speaker> {
  const secured = ca === undefined ? {} : { ca, checkServerIdentity: (() => undefined) as never };
  const socket = new WebSocket(url, ["text.ircv3.net"], { ...secured, ...(origin ? { origin } : {}) });
  await once(socket, "open");
  return speaker(
    (line) => socket.send(line),
    (take) => void socket.on("message", (text) => take(`${String(text)}\r\n`)),
  );
}

const register = (nick: string) => ["PASS open-sesame", `NICK ${nick}`, `USER ${nick} 0 * :Real ${nick}`];

describe("a node with every transport", () => {
  it("registers over each; WHOIS shows where each comes from and who is secure", async () => {
    const data = folder();
    const made = await certificateFor("irc.test");
    write(data, made);
    const { node, ports } = await started(data);
    const people: Record<string, Speaker> = {
      plain: overStream((await dialPlain(ports.plain)).socket),
      tls: overStream((await dialTls(ports.tls, "", made.certificate)).socket),
      proxy: overStream((await dialPlain(ports.proxy, HEADER)).socket),
      both: overStream((await dialTls(ports.both, HEADER, made.certificate)).socket),
      ws: await overWebSocket(`ws://127.0.0.1:${ports.ws}`, undefined, "https://chat.example"),
      wss: await overWebSocket(`wss://127.0.0.1:${ports.wss}`, made.certificate),
      gate: overStream((await dialPlain(ports.plain)).socket),
    };
    const { plain, tls, gate } = people as Record<"plain" | "tls" | "gate", Speaker>;
    expect(await plain.say("CAP LS 302", "CAP END")).toContain("sts=port=6697");
    expect(await tls.say("CAP LS 302", "CAP END")).toContain("sts=duration=3600");
    await gate.say("WEBIRC gate-sesame kiwi home.example 2001:db8::9 :secure");
    for (const [nick, each] of Object.entries(people))
      expect(await each.say(...register(nick))).toContain(` 001 ${nick} `);

    const seen = async (nick: string) => {
      const told = await plain.say(`WHOIS ${nick}`);
      const [, host] = / 311 \S+ \S+ \S+ (\S+) /.exec(told) ?? [];
      const own = await (people[nick] as Speaker).say(`WHOIS ${nick}`);
      return `${host} ${told.includes(" 671 ") ? "secure" : "open"} ${/ (?:338|378) .*?([0-9a-f.:]{7,}) ?/.exec(own)?.[1]}`;
    };
    expect(await seen("plain")).toBe("127.0.0.1 open 127.0.0.1");
    expect(await seen("tls")).toBe("127.0.0.1 secure 127.0.0.1");
    expect(await seen("proxy")).toBe("203.0.113.7 open 203.0.113.7");
    expect(await seen("both")).toBe("203.0.113.7 secure 203.0.113.7");
    expect(await seen("ws")).toBe("127.0.0.1 open 127.0.0.1");
    expect(await seen("wss")).toBe("127.0.0.1 secure 127.0.0.1");
    expect(await seen("gate")).toBe("home.example secure 2001:db8::9");

    await people.wss?.say("JOIN #c");
    await plain.say("JOIN #c", "PRIVMSG #c :from plain TCP to a browser ✓");
    await until(() => people.wss?.heard().includes("from plain TCP to a browser ✓") === true);

    const err = await stopped(node);
    const { out } = await run("log", "--data", join(data, "record"));
    expect(`${err}${out}${node.out()}`).not.toMatch(/sesame/);
  });

  it("ends what is not as it should be, says why, and disturbs nobody", async () => {
    const data = folder();
    write(data, await certificateFor("irc.test"));
    const { node, ports } = await started(data);
    const other = overStream((await dialPlain(ports.plain)).socket);
    await other.say(...register("other"));
    const bad: readonly (readonly [number, string | Buffer])[] = [
      [ports.proxy, "PROXY TCP4 here there 1 2\r\n"],
      [ports.proxy, `PROXY ${"x".repeat(50_000)}`],
      [ports.proxy, ""],
      [ports.tls, Buffer.alloc(3000, 0xa7)],
      [ports.tls, ""],
      [ports.both, `${HEADER}NICK alice\r\n`],
      [ports.plain, "GET / HTTP/1.1\r\nHost: x\r\n\r\nNICK evil\r\n"],
      [ports.ws, "NICK alice\r\n"],
      [ports.wss, "GET / HTTP/1.1\r\n\r\n"],
    ];
    for (const [port, sent] of bad) {
      const { socket } = await dialPlain(port);
      socket.on("error", () => undefined).resume();
      const closed = new Promise((resolve) => socket.once("close", resolve).once("end", resolve));
      if (sent !== "") socket.write(sent);
      await closed;
      socket.destroy();
      expect(await other.say()).toContain("PONG");
    }
    const err = await stopped(node);
    const reasons = [
      "a PROXY line that does not read",
      "a PROXY line without an end",
      "the handshake took too long",
      "the TLS handshake failed",
    ];
    for (const reason of reasons) expect(err).toContain(`"event":"refused","text":"127.0.0.1: ${reason}`);
    expect((await run("log", "--data", join(data, "record"))).out).not.toMatch(/evil|alice/);
  });

  it("refuses a PROXY header from an address that is not trusted", async () => {
    const data = folder();
    const yaml = join(data, "h.yaml");
    writeFileSync(yaml, `data: ${join(data, "record")}\nlisten: [{port: 0, proxy: true}]\nproxies: [10.0.0.0/8]\n`);
    const node = launch("start", "--config", yaml);
    const [, port] = await node.until(/:(\d+) \(PROXY\)$/m);
    const { socket } = await dialPlain(Number(port), HEADER);
    socket.on("error", () => undefined).resume();
    await new Promise((resolve) => socket.once("close", resolve).once("end", resolve));
    expect(await stopped(node)).toContain("127.0.0.1: not one of proxies, which alone may connect here");
  });
});

describe("certificates", () => {
  it("that are wrong stop a start before anything is written", async () => {
    const data = folder();
    const [one, other] = [await certificateFor("one.test"), await certificateFor("other.test")];
    const yaml = configure(data);
    const wrong = [
      { certificate: one.certificate, key: other.key },
      { certificate: "", key: one.key },
      { certificate: "x", key: "x" },
    ];
    for (const each of wrong) {
      write(data, each);
      const { exit, err, out } = await run("start", "--config", yaml);
      expect([exit, out]).toEqual([5, ""]);
      expect(err).toMatch(
        /^hansard: CERTIFICATE_INVALID: .*cert\.pem with .*key\.pem is no certificate with its key: /,
      );
    }
    writeFileSync(
      yaml,
      `data: ${join(data, "record")}\nlisten: [{port: 0, tls: {certificate: ${data}/none, key: ${data}/none}}]\n`,
    );
    expect((await run("start", "--config", yaml)).err).toMatch(/CERTIFICATE_INVALID: .*none cannot be read: /);
    // No epoch: there is not even a log.
    expect((await run("log", "--data", join(data, "record"))).exit).not.toBe(0);
  });

  it("are read again on SIGHUP, without dropping anyone; wrong ones change nothing", async () => {
    const data = folder();
    const [first, second, third] = await Promise.all(["first.test", "second.test", "third.test"].map(certificateFor));
    if (!first || !second || !third) throw new Error("no certificates");
    write(data, first);
    const { node, ports } = await started(data);
    const before = overStream((await dialTls(ports.tls, "", first.certificate)).socket);
    await before.say(...register("before"));
    const browser = await overWebSocket(`wss://127.0.0.1:${ports.wss}`, first.certificate);
    await browser.say(...register("browser"));
    const hangUp = async (answer: RegExp) => {
      const from = node.err().length;
      node.child.kill("SIGHUP");
      await until(() => answer.test(node.err().slice(from)));
    };
    const shown = async () => {
      const { socket } = await dialTls(ports.tls, "", [first, second].map(({ certificate }) => certificate).join("\n"));
      const name = (socket as TLSSocket).getPeerCertificate().subject.CN;
      socket.destroy();
      return name;
    };
    expect(await shown()).toBe("first.test");

    write(data, second);
    await hangUp(/was read again and is in force/);
    expect(await shown()).toBe("second.test");
    await (await overWebSocket(`wss://127.0.0.1:${ports.wss}`, second.certificate)).say(...register("later"));

    write(data, { certificate: third.certificate, key: second.key });
    await hangUp(/was not put in force/);
    expect(node.err()).toMatch(
      /"event":"reload-refused","text":"[^"]*cert\.pem with [^"]*is no certificate with its key/,
    );
    expect(await shown()).toBe("second.test");
    expect(await before.say("WHOIS before")).toContain(" 671 ");
    expect(await browser.say("WHOIS browser")).toContain(" 671 ");
    await stopped(node);
  });
});
