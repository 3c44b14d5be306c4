import { describe, expect, it } from "vitest";
import { notice, numeric, Office } from "./office.ts";

const DENIED = ":Permission Denied- You're not an IRC operator";

describe("KILL", () => {
  it("ends the session, tells the victim by whom, and neighbours why", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const bob = node.user("bob", "192.0.2.2");
    const carol = node.user("carol", "192.0.2.3");
    for (const id of [bob, carol]) node.say(id, "JOIN #c");
    node.lines(bob);
    node.lines(carol);
    expect(node.say(root, "KILL bob :spamming again")).toEqual([]);
    expect(node.lines(bob)).toEqual([
      ":root!~u@198.51.100.9 KILL bob :spamming again",
      "ERROR :Closing link: 192.0.2.2 (Killed (root (spamming again)))",
    ]);
    expect(node.edge.isOpen(bob)).toBe(false);
    expect(node.lines(carol)).toEqual([":bob!~u@192.0.2.2 QUIT :Killed (root (spamming again))"]);
    expect(node.last()).toMatchObject({ type: "KILL", body: { reason: "spamming again" } });
    expect(node.say(carol, "WHOIS bob").join()).toContain(" 401 ");
  });

  it("may be of oneself, and of nobody but users", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const bob = node.user("bob");
    for (const id of [bob, root]) node.say(id, "JOIN #c");
    node.lines(bob);
    expect(node.say(root, "KILL nobody :x")).toEqual([numeric("401", "root", "nobody :No such nick/channel")]);
    expect(node.say(root, "KILL irc.test :x")).toEqual([numeric("483", "root", ":You can't kill a server")]);
    expect(node.say(root, "KILL root")).toEqual([numeric("461", "root", "KILL :Not enough parameters")]);
    expect(node.say(root, "KILL root :tired").at(-1)).toBe("ERROR :Closing link: 198.51.100.9 (Killed (root (tired)))");
    expect(node.edge.isOpen(root)).toBe(false);
    expect(node.lines(bob)).toEqual([":root!~u@198.51.100.9 QUIT :Killed (root (tired))"]);
  });
});

describe("what takes a privilege", () => {
  it("is refused to users and to operators without it, and leaves no event", async () => {
    const node = new Office();
    const user = node.user("user");
    const mute = await node.operator("mute", "mute");
    node.say(user, "JOIN #c");
    const before = node.events().length;
    const lines = [
      "KILL user :x",
      "SAMODE #c +m",
      "WALLOPS :x",
      "CHGHOST user h.example",
      "REHASH",
      "KLINE *@h.example",
    ];
    for (const line of lines) {
      expect(await node.ask(user, line), line).toEqual([numeric("481", "user", DENIED)]);
      expect(await node.ask(mute, line), line).toEqual([numeric("481", "mute", DENIED)]);
    }
    expect(node.events()).toHaveLength(before);
  });
});

describe("SAMODE", () => {
  it("changes any channel, as an event of its own that members see as MODE", async () => {
    const node = new Office();
    const root = await node.operator("root");
    node.say(root, "MODE root +s");
    const bob = node.user("bob");
    node.say(bob, "JOIN #c");
    node.lines(root);
    expect(node.say(root, "SAMODE #c +m-o bob")).toEqual([
      notice("root", "root!~u@198.51.100.9 used SAMODE #c +m-o bob"),
    ]);
    expect(node.lines(bob)).toEqual([":root!~u@198.51.100.9 MODE #c +m-o bob"]);
    expect(node.last()?.type).toBe("SAMODE");
  });

  it("answers with the errors of MODE, and with lists", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const bob = node.user("bob");
    node.say(bob, "JOIN #c");
    node.say(bob, "MODE #c +b bad!*@*");
    expect(node.say(root, "SAMODE #none +m")).toEqual([numeric("403", "root", "#none :No such channel")]);
    expect(node.say(root, "SAMODE #c +Y").join()).toContain(" 472 ");
    expect(node.say(root, "SAMODE #c +v nobody").join()).toContain(" 401 ");
    expect(node.say(root, "SAMODE #c b").map((line) => line.split(" ")[1])).toEqual(["367", "368"]);
    expect(node.say(root, "SAMODE #c +nt-v bob").join()).not.toContain("SAMODE");
  });
});

describe("WALLOPS", () => {
  it("is read by all with user mode w", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const [bob, carol] = [node.user("bob"), node.user("carol")];
    node.say(bob, "MODE bob +w");
    node.say(carol, "MODE carol -w");
    expect(node.say(root, "WALLOPS :restart at four")).toEqual([]);
    expect(node.lines(bob)).toEqual([":root!~u@198.51.100.9 WALLOPS :restart at four"]);
    expect(node.lines(carol)).toEqual([]);
    expect(node.last()).toMatchObject({ type: "WALLOPS", body: { text: "restart at four" } });
    expect(node.say(root, "WALLOPS :").join()).toContain(" 461 ");
  });
});

describe("CHGHOST", () => {
  it("changes what others see, and tells those who know the capability and those who do not", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const [bob, plain, modern] = [node.user("bob"), node.user("plain"), node.user("modern")];
    node.say(modern, "CAP REQ :chghost");
    for (const id of [bob, plain, modern]) node.say(id, "JOIN #c");
    for (const id of [bob, plain, modern]) node.lines(id);
    expect(node.say(root, "CHGHOST bob staff@hansard.example")).toEqual([
      ":irc.test NOTICE root :bob is now shown as staff@hansard.example",
    ]);
    expect(node.lines(modern)).toEqual([":bob!~u@192.0.2.1 CHGHOST staff hansard.example"]);
    expect(node.lines(plain)).toEqual([
      ":bob!~u@192.0.2.1 QUIT :Changing host",
      ":bob!staff@hansard.example JOIN #c",
      ":irc.test MODE #c +o bob",
    ]);
    expect(node.lines(bob)).toEqual([numeric("396", "bob", "hansard.example :is now your visible host")]);
    expect(node.last()).toMatchObject({ type: "CHGHOST", body: { username: "staff", host: "hansard.example" } });
  });

  it("refuses hosts and usernames that could be taken for something else", async () => {
    const node = new Office();
    const root = await node.operator("root");
    node.user("bob");
    const before = node.events().length;
    for (const host of ["a b", "-x", "x*y", "x!y", ":x", "h".repeat(64), "ü.example", "u@@h"])
      expect(node.say(root, `CHGHOST bob :${host}`).join(), host).toContain("(INVALID_HOST)");
    for (const user of ["", "a!b", "u".repeat(13)])
      expect(node.say(root, `CHGHOST bob ${user}@h.example`).join(), user).toContain("(INVALID_USERNAME)");
    expect(node.say(root, "CHGHOST nobody h.example").join()).toContain(" 401 ");
    expect(node.events()).toHaveLength(before);
  });
});

describe("server notices", () => {
  it("tell of those who come, with their address to those who may see it, and of those who go", async () => {
    const node = new Office();
    const root = await node.operator("root");
    node.say(root, "MODE root +s");
    const bob = node.user("bob", "192.0.2.2");
    expect(node.lines(root)).toEqual([notice("root", "Client connecting: bob!~u@192.0.2.2 [192.0.2.2]")]);
    node.say(bob, "QUIT :bye");
    expect(node.lines(root)).toEqual([notice("root", "Client exiting: bob!~u@192.0.2.2 (Quit: bye)")]);
  });

  it("tell of a kill once, and of a flood", async () => {
    const node = new Office({ isUnlimited: false });
    const root = await node.operator("root");
    node.say(root, "MODE root +s");
    node.user("bob", "192.0.2.2");
    const flooder = node.user("carol", "192.0.2.3");
    node.lines(root);
    expect(node.say(root, "KILL bob :x")).toEqual([notice("root", "root!~u@198.51.100.9 killed bob!~u@192.0.2.2: x")]);
    node.feed(flooder, "PRIVMSG carol :flood\r\n".repeat(2000));
    node.settle();
    expect(node.lines(root)).toEqual([notice("root", "Client exiting: carol!~u@192.0.2.3 (Excess Flood)")]);
  });

  it("tell of a flood of somebody who is no user yet", async () => {
    const node = new Office({ isUnlimited: false });
    const root = await node.operator("root");
    node.say(root, "MODE root +s");
    const flooder = node.connect("192.0.2.3");
    node.feed(flooder, "NICK flood\r\n".repeat(3000));
    node.settle();
    expect(node.lines(root)).toEqual([notice("root", "Flood before registration: 192.0.2.3")]);
  });

  it("are not for operators without the privilege, nor for anybody else", async () => {
    const node = new Office();
    const janitor = await node.operator("janitor", "janitor");
    const user = node.user("user");
    expect(node.say(janitor, "MODE janitor +s")).toEqual([]);
    expect(node.say(user, "MODE user +s")).toEqual([]);
    node.user("bob");
    expect(node.lines(janitor)).toEqual([]);
    expect(node.lines(user)).toEqual([]);
  });
});

describe("WHOIS", () => {
  it("shows the address to its owner and to operators with the privilege", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const janitor = await node.operator("janitor", "janitor", "198.51.100.10");
    const bob = node.user("bob", "192.0.2.2");
    const codes = (id: number) => node.say(id, "WHOIS bob").map((line) => line.split(" ")[1]);
    expect(codes(root)).toEqual(["311", "312", "338", "378", "379", "317", "318"]);
    expect(codes(bob)).toEqual(["311", "312", "338", "317", "318"]);
    expect(codes(janitor)).toEqual(["311", "312", "317", "318"]);
    expect(node.say(root, "WHOIS bob")).toContain(
      numeric("378", "root", "bob :is connecting from *@192.0.2.2 192.0.2.2"),
    );
  });
});
