// The reference of commands, modes and numerics is what the tables yield, and the tables have each row once.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commandsReference } from "../../src/commands/runner/reference.ts";
import { loadCommands } from "../../src/commands/runner/registry.ts";
import { channelModes, userModes } from "../../src/protocol/modes.ts";
import * as table from "../../src/protocol/numerics.ts";
import { modesReference, numericsReference } from "../../src/protocol/reference.ts";

const written = (name: string) => readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), "utf8");

describe("the reference (node scripts/generate-docs.js writes it)", () => {
  it("of commands is what they declare", async () => {
    expect(written("commands.md")).toBe(commandsReference(await loadCommands()));
  });

  it("of modes is what the table yields", () => {
    expect(written("modes.md")).toBe(modesReference());
  });

  it("of numerics is what the table yields", () => {
    expect(written("numerics.md")).toBe(numericsReference());
  });
});

describe("the table", () => {
  it("of numerics has each code once, under its own name, in order", () => {
    const rows = Object.entries(table).flatMap(([name, row]) =>
      typeof row === "object" ? [{ exported: name, row }] : [],
    );
    expect(rows.map(({ row }) => row.name)).toEqual(rows.map(({ exported }) => exported));
    const codes =
      readFileSync(new URL("../../src/protocol/numerics.ts", import.meta.url), "utf8").match(/"\d{3}"/g) ?? [];
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes).toHaveLength(rows.length);
  });

  it("of modes has each letter once", () => {
    for (const modes of [channelModes, userModes]) {
      const letters = modes.map(({ letter }) => letter);
      expect(new Set(letters).size).toBe(letters.length);
    }
  });
});
