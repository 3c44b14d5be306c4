import { describe, expect, it } from "vitest";
import type { Configuration } from "../../src/config/schema.ts";
import type { Reloaded } from "../../src/node-configuration.ts";
import { governed, notice, numeric, Office } from "./office.ts";

/** A node whose file a test writes. */
function rehashable(): { node: Office; file: { next: Reloaded } } {
  const file: { next: Reloaded } = { next: { source: "h.yaml", problems: [], configuration: governed } };
  return { node: new Office({ reload: () => Promise.resolve(file.next) }), file };
}

const withFile = (change: Partial<Configuration>): Reloaded => ({
  source: "h.yaml",
  problems: [],
  configuration: { ...governed, ...change },
});

const says = (nick: string, text: string) => `:irc.test NOTICE ${nick} :*** ${text}`;

describe("REHASH", () => {
  it("puts in force what the file says: limits, texts, operators", async () => {
    const { node, file } = rehashable();
    const root = await node.operator("root");
    file.next = withFile({
      motd: ["New."],
      limits: { ...governed.limits, nickBytes: 9 },
      operators: governed.operators.filter(({ name }) => name !== "janitor"),
      admin: { email: "noc@example.org" },
    });
    expect(await node.ask(root, "REHASH")).toEqual([
      numeric("382", "root", "h.yaml :Rehashing"),
      says("root", "REHASH: The configuration was read and is in force (DONE)"),
    ]);
    expect(node.say(root, "MOTD")[1]).toContain("New.");
    expect(node.say(root, "ADMIN").join()).toContain("noc@example.org");
    expect(node.say(root, "NICK abcdefghij").join()).toContain(" 432 ");
    expect(node.say(root, "VERSION").join()).toContain("NICKLEN=9");
    expect((await node.ask(node.user("late"), "OPER janitor janitor-pass")).join()).toContain(" 491 ");
  });

  it("changes nothing where the file has a mistake, and says where", async () => {
    const { node, file } = rehashable();
    const root = await node.operator("root");
    node.say(root, "MODE root +s");
    const problems = ["h.yaml:3: limits.nickByte is not a key; did you mean nickBytes?", "h.yaml:9: not YAML: x"];
    file.next = { source: "h.yaml", problems };
    expect(await node.ask(root, "REHASH")).toEqual([
      notice("root", `h.yaml was not put in force (2 mistakes): ${problems[0]}`),
      numeric("382", "root", "h.yaml :Rehashing"),
      says("root", `REHASH: ${problems[0]} (CONFIG_INVALID)`),
      says("root", `REHASH: ${problems[1]} (CONFIG_INVALID)`),
      says("root", "REHASH: The configuration stays (NOTHING_CHANGED)"),
    ]);
    expect(node.troubles).toContainEqual({ kind: "reloaded", reload: { source: "h.yaml", problems, restart: [] } });
    expect(node.say(root, "NICK abcdefghijklmnop").join()).toContain(" NICK ");
  });

  it("names what waits for a restart, and keeps the rest of it as it was", async () => {
    const { node, file } = rehashable();
    const root = await node.operator("root");
    const node2 = { ...governed.node, name: "other.test", description: "New words" };
    file.next = withFile({ node: node2, data: "./elsewhere" });
    const told = await node.ask(root, "REHASH");
    expect(told.filter((line) => line.includes("NEEDS_RESTART"))).toEqual([
      says("root", "REHASH: node.name changes when the node is started again (NEEDS_RESTART)"),
      says("root", "REHASH: data changes when the node is started again (NEEDS_RESTART)"),
    ]);
    expect(node.say(root, "WHOIS root").join()).toContain("irc.test :New words");
  });

  it("notes the configuration that is in force on record, without its secrets", async () => {
    const { node, file } = rehashable();
    const root = await node.operator("root");
    file.next = withFile({
      network: "Renamed",
      password: "sesame",
      cloak: { isEnabled: true, secret: "s".repeat(40) },
    });
    await node.ask(root, "REHASH");
    const text = JSON.stringify(node.log.read(0, 1000));
    expect(text).toContain("CONFIGURED");
    expect(text).toContain("Renamed");
    for (const secret of ["sesame", "ssssssss", "hash of"]) expect(text).not.toContain(secret);
  });

  it("tells clients with cap-notify of an sts policy that is new", async () => {
    const { node, file } = rehashable();
    const root = await node.operator("root");
    node.say(root, "CAP LS 302");
    const old = node.user("old");
    file.next = withFile({ sts: { port: 6697, durationSeconds: 60 } });
    expect((await node.ask(root, "REHASH")).join("\n")).toContain("CAP root NEW :sts=port=6697");
    expect(node.lines(old)).toEqual([]);
  });

  it("is there for a signal as well, and for two at once", async () => {
    const { node, file } = rehashable();
    const root = await node.operator("root");
    node.say(root, "MODE root +s");
    file.next = withFile({ network: "Renamed" });
    await Promise.all([node.node.reload(), node.node.reload()]);
    await node.waited();
    const told = notice("root", "h.yaml was read again and is in force");
    expect(node.lines(root)).toEqual([told, told]);
  });

  it("does not fail where the file cannot be read, or there is none", async () => {
    const broken = new Office({ reload: () => Promise.reject(new Error("disk")) });
    const root = await broken.operator("root");
    expect((await broken.ask(root, "REHASH")).join()).toContain("disk");
    const none = new Office();
    const other = await none.operator("root");
    expect((await none.ask(other, "REHASH")).join()).toContain("without a configuration file");
  });

  it("comes to nothing where the node has ended in the meantime", async () => {
    const { node } = rehashable();
    const reloading = node.node.reload();
    await node.stop();
    expect(await reloading).toEqual({ source: "h.yaml", problems: [], restart: [] });
    expect(node.troubles.filter(({ kind }) => kind === "reloaded")).toEqual([]);
  });

  it("keeps an operator who is one, and counts tries on", async () => {
    const { node, file } = rehashable();
    const root = await node.operator("root");
    const id = node.user("alice");
    for (let at = 0; at < 3; at++) await node.ask(id, "OPER root no");
    file.next = withFile({ operators: [] });
    await node.ask(root, "REHASH");
    expect((await node.ask(id, "OPER root root-pass")).join()).toContain("TOO_MANY_ATTEMPTS");
    expect(node.say(root, "WALLOPS :still here")).toEqual([]);
  });
});
