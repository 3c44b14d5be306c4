// Each line is made once in each form that somebody asks for, and bears what was negotiated and no more.
import { describe, expect, it } from "vitest";
import { Form } from "../../src/delivery/form.ts";
import { capabilities, ECHO_MESSAGE, MESSAGE_TAGS, SERVER_TIME, TAG_FORMS } from "../../src/protocol/capabilities.ts";

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678) * 1000 + 999;
const TIME = "time=2026-01-02T03:04:05.678Z";
const tagged = { at, id: "1HS.a-7", isBot: true, clientTags: "+a=b;+c" };
const line = ":a!b@c PRIVMSG #c :x\r\n";

describe("a form", () => {
  it.each([
    [0, line],
    [ECHO_MESSAGE.bit, line],
    [SERVER_TIME.bit, `@${TIME} ${line}`],
    [MESSAGE_TAGS.bit, `@bot;msgid=1HS.a-7;+a=b;+c ${line}`],
    [SERVER_TIME.bit | MESSAGE_TAGS.bit, `@${TIME};bot;msgid=1HS.a-7;+a=b;+c ${line}`],
  ])("for capabilities %i bears their tags, the server's before the clients'", (set, expected) => {
    expect(new Form(line, tagged).for(set)).toBe(expected);
  });

  it("without anything to say in tags is the bare line", () => {
    expect(new Form(line, { at }).for(MESSAGE_TAGS.bit)).toBe(line);
  });

  it("of several lines has the time on each, and id and clients' tags on the first", () => {
    const form = new Form("one\r\ntwo\r\nthree\r\n", { ...tagged, isBot: false });
    expect(form.for(0)).toBe("one\r\ntwo\r\nthree\r\n");
    expect(form.for(SERVER_TIME.bit | MESSAGE_TAGS.bit)).toBe(
      `@${TIME};msgid=1HS.a-7;+a=b;+c one\r\n@${TIME} two\r\n@${TIME} three\r\n`,
    );
  });

  it("is the same for all sets of capabilities that agree on tags: as few forms as those make", () => {
    const form = new Form(line, tagged);
    const made = new Set<string>();
    const tagless = capabilities.filter((each) => each.bit >= TAG_FORMS);
    for (let tags = 0; tags < TAG_FORMS; tags++) {
      for (const each of tagless) expect(form.for(tags | each.bit)).toBe(form.for(tags));
      made.add(form.for(tags));
    }
    expect(made.size).toBe(4);
  });
});

describe("the table of capabilities", () => {
  it("gives each a bit of its own, within what a number's bit operations hold", () => {
    const bits = capabilities.map((each) => each.bit);
    expect(new Set(bits).size).toBe(bits.length);
    expect(Math.max(...bits)).toBeLessThan(2 ** 31);
    expect(new Set(capabilities.map((each) => each.name)).size).toBe(bits.length);
  });

  it("is in the order in which CAP LS lists it: by name, after the prefix of drafts", () => {
    const names = capabilities.map((each) => each.name);
    expect(names).toEqual([...names].sort());
  });
});
