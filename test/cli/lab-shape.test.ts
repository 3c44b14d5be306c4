import { describe, expect, it } from "vitest";
import {
  MOST_NODES,
  pairsNamed,
  pairsOf,
  type Shape,
  siteNamed,
  sitesOf,
  topologies,
} from "../../src/cli/lab/shape.ts";
import { readConfiguration } from "../../src/config/load.ts";

const shape = (nodes: number, topology: Shape["topology"]): Shape => ({ nodes, topology, basePort: 7000, graceMs: 0 });

function links(nodes: number, topology: Shape["topology"]): string {
  const wanted = shape(nodes, topology);
  const numbers = pairsOf(wanted, sitesOf(wanted, "lab")).map((pair) => pair.map(({ number }) => number).join("-"));
  return numbers.join(" ");
}

describe("the shape of a lab", () => {
  it("is a line, a ring or everybody with everybody", () => {
    expect(links(4, "line")).toBe("1-2 2-3 3-4");
    expect(links(4, "ring")).toBe("1-2 1-4 2-3 3-4");
    expect(links(4, "full")).toBe("1-2 1-3 1-4 2-3 2-4 3-4");
  });

  it("has one link for two nodes, whatever it is", () => {
    for (const topology of topologies) expect(links(2, topology)).toBe("1-2");
  });

  it("names its nodes as the configuration wants it, up to the last", () => {
    for (const { id, name } of sitesOf(shape(MOST_NODES, "full"), "lab")) {
      expect(readConfiguration(`node: { id: ${id}, name: ${name} }\n`, "f").problems).toEqual([]);
    }
  });
});

describe("a node of a lab", () => {
  const sites = sitesOf(shape(3, "line"), "lab");

  it("is known by number, id and name, in capitals or not", () => {
    for (const name of ["2", "2BB", "2bb", "n2.lab", "N2.LAB", "n2"]) expect(siteNamed(sites, name)).toBe(sites[1]);
  });

  it("has all its links cut where no other is named, and without a name they are all meant", () => {
    const pairs = pairsOf(shape(3, "line"), sites);
    expect(pairsNamed(sites, pairs, ["2"])).toEqual(pairs);
    expect(pairsNamed(sites, pairs, ["3"])).toEqual([[sites[1], sites[2]]]);
    expect(pairsNamed(sites, pairs, ["3", "2"])).toEqual([[sites[1], sites[2]]]);
    expect(pairsNamed(sites, pairs, [])).toEqual(pairs);
  });
});
