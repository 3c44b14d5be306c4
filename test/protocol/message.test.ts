// Reading a client's line (Modern IRC, "Message format").
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "../../src/protocol/message.ts";

describe("parse", () => {
  it.each([
    ["PING", { verb: "PING", parameters: [] }],
    ["ping x", { verb: "PING", parameters: ["x"] }],
    ["PRIVMSG #c :hello there", { verb: "PRIVMSG", parameters: ["#c", "hello there"] }],
    ["PRIVMSG #c :", { verb: "PRIVMSG", parameters: ["#c", ""] }],
    ["PRIVMSG #c ::)", { verb: "PRIVMSG", parameters: ["#c", ":)"] }],
    ["PRIVMSG #c a:b", { verb: "PRIVMSG", parameters: ["#c", "a:b"] }],
    [":alice!a@b NICK bob", { verb: "NICK", parameters: ["bob"] }],
    ["@a=b;c :alice NICK bob", { verb: "NICK", parameters: ["bob"], tags: "a=b;c" }],
    ["@ NICK bob", { verb: "NICK", parameters: ["bob"], tags: "" }],
    ["  JOIN   #a   k  ", { verb: "JOIN", parameters: ["#a", "k"] }],
    ["USER a 0 *  :A B ", { verb: "USER", parameters: ["a", "0", "*", "A B "] }],
  ])("reads %j", (line, message) => {
    expect(parse(line)).toEqual(message);
  });

  it.each(["", " ", ":alice", ":alice ", "@tag", "@tag ", "@tag :alice"])("finds nothing in %j", (line) => {
    expect(parse(line)).toBeUndefined();
  });

  it("gives back what was put together, whatever the words", () => {
    const word = fc.stringMatching(/^[^\s:\0@][^\s\0]{0,20}$/);
    const verb = fc.stringMatching(/^[A-Z]{1,12}$/);
    const tail = fc.stringMatching(/^[^\r\n\0]{0,60}$/);
    fc.assert(
      fc.property(
        verb,
        fc.array(word, { maxLength: 14 }),
        tail,
        fc.integer({ min: 1, max: 3 }),
        (v, words, last, gap) => {
          const spaces = " ".repeat(gap);
          const message = parse([v, ...words, `:${last}`].join(spaces));
          expect(message).toEqual({ verb: v, parameters: [...words, last] });
        },
      ),
    );
  });

  it("never throws, and gives words without spaces but for the last", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (line) => {
        const message = parse(line);
        if (message === undefined) return;
        expect(message.verb).not.toBe("");
        for (const each of message.parameters.slice(0, -1)) expect(each).toMatch(/^[^ ]+$/);
      }),
    );
  });
});
