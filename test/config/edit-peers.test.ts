// Peers put into a configuration's text and taken out again: in every form that the text may have, and nothing else in
// it changes.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { withoutPeer, withPeer } from "../../src/config/edit-peers.ts";
import { sample } from "../../src/config/sample.ts";

const B = { name: "b", address: "b.example:7000", key: "K", snapshot: true } as const;
const OLD = { name: "a", key: "L", connect: false } as const;
const block = (...lines: readonly string[]) => `${lines.join("\n")}\n`;

const FORMS: readonly (readonly [string, string])[] = [
  ["an empty file", ""],
  ["a file without links", block("network: X # mine", "node: {id: 1AA}")],
  ["links without a value", block("links:", "  # nothing yet", "network: X")],
  ["links without peers", block("links:", "    # where", "    listen: []   # spaced", "network: X")],
  ["peers without a value", block("links:", "  peers:", "  #  - name: x", "  graceMs: 1", "# end")],
  ["no peers", block("links:", "  peers:  []  # none", "  graceMs: 1")],
  [
    "a peer",
    block(
      "links:",
      "  peers:",
      "    - name: a # first",
      '      key: "L"',
      "      connect: false",
      "",
      "# end",
      "data: x",
    ),
  ],
  [
    "a peer that is not indented",
    block("links:", "  peers:", "  - name: a", "    key: L", "    connect: false", "  graceMs: 1"),
  ],
  ["a peer on one line", block("links:", "  peers: [{name: a, key: L, connect: false}] # one")],
  ["links on one line", block("links: {listen: [], peers: []} # all")],
  ["links on one line without peers", block("links: { listen: [] } # all", "network: X")],
  ["a file without a line end", "links:\n  peers:\n    - name: a\n      key: L\n      connect: false"],
  ["the sample", sample()],
];

const peersOf = (text: string) =>
  (parse(text) as { links?: { peers?: readonly unknown[] | null } } | null)?.links?.peers ?? [];
const others = (text: string) => {
  const { links, ...rest } = (parse(text) ?? {}) as { links?: object };
  return { ...rest, links: { ...links, peers: [] } };
};

describe.each(FORMS)("%s", (_what, text) => {
  it("takes a peer and gives it back, and every other line stays", () => {
    const more = withPeer(text, B);
    expect(peersOf(more)).toEqual([...peersOf(text), B]);
    expect(others(more)).toEqual(others(text));
    const lines = more.split("\n");
    const kept = text.split("\n").filter((line) => !/peers: *\[|links: *\{/.test(line));
    expect(lines).toEqual(expect.arrayContaining(kept));
    const less = withoutPeer(more, "b");
    expect(peersOf(less)).toEqual(peersOf(text));
    expect(others(less)).toEqual(others(text));
    for (const comment of text.match(/#.*/g) ?? []) expect(less).toContain(comment);
  });

  it("takes several, one after the other, and the first of them out", () => {
    const third = { ...B, name: "c" };
    const more = withPeer(withPeer(text, B), third);
    expect(peersOf(more)).toEqual([...peersOf(text), B, third]);
    expect(peersOf(withoutPeer(more, "b"))).toEqual([...peersOf(text), third]);
  });
});

it("takes out the only peer, with its comments and no others", () => {
  const text = block("links:", "  # peers of ours", "  peers:", "    - name: a # old", "      key: L", "  graceMs: 1");
  expect(withoutPeer(text, "a")).toBe(block("links:", "  # peers of ours", "  peers: []", "  graceMs: 1"));
});

it("writes what it was given, whatever it looks like", () => {
  const odd = { name: "007", address: "[2001:db8::1]:7000", key: "-k", connect: false } as const;
  expect(peersOf(withPeer("", odd))).toEqual([odd]);
  expect(peersOf(withPeer(withPeer("", OLD), odd))).toEqual([OLD, odd]);
});
