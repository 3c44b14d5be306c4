// The disk of a simulated machine: what it loses, and what it keeps.
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/record/log.ts";
import { Disk } from "./disk.ts";

const entry = (position: number): Entry => ({
  ...{ position, origin: "1SM.a", seq: position },
  ...{ header: `h${position}`, salt: null, body: null, commitment: null },
});

function diskWith(count: number, synced: number): Disk {
  const disk = new Disk();
  const log = disk.mount();
  for (let position = 1; position <= count; position++) {
    log.append([entry(position)]);
    if (position === synced) disk.sync();
  }
  return disk;
}

describe("a disk", () => {
  it("loses with the power only what was not synced, whole transactions from the end", () => {
    const disk = diskWith(5, 2);
    expect(disk.losePower(2).map((each) => each.position)).toEqual([4, 5]);
    expect(disk.losePower(9).map((each) => each.position)).toEqual([3]);
    expect(disk.mount().lastPosition()).toBe(2);
  });

  it("is put back to an older backup, which can be written on", () => {
    const disk = diskWith(5, 5);
    disk.restore(3);
    const log = disk.mount();
    log.append([entry(4)]);
    expect([...log.lastSequences()]).toEqual([["1SM.a", 4]]);
  });

  it("refuses a commit, or takes it and says that it did not", () => {
    const disk = new Disk();
    const log = disk.mount();
    disk.fail("refuse", "lie");
    expect(() => log.append([entry(1)])).toThrow("no room");
    expect(log.lastPosition()).toBe(0);
    expect(() => log.append([entry(1)])).toThrow("not confirmed");
    expect(log.lastPosition()).toBe(1);
    log.append([entry(2)]);
  });

  it("is out of reach of a node that has ended", () => {
    const disk = new Disk();
    const log = disk.mount();
    disk.mount();
    expect(() => log.append([entry(1)])).toThrow("ended");
  });
});
