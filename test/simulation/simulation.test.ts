// A few dozen seeds of the simulator with every test run; a night's worth of them is `npm run simulate`.
import { describe, expect, it } from "vitest";
import { drawPlan } from "./plan.ts";
import { Run } from "./run.ts";
import { Tally } from "./tally.ts";

const SEEDS = 24;

describe("the simulator", () => {
  it("C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C12 C13 hold over fixed seeds, and trouble was met", async () => {
    const total = new Tally();
    let changed = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { violation, tally } = await new Run(drawPlan({ seed })).play();
      expect(violation?.message, `npm run simulate -- --seeds 1 --seed ${seed}`).toBeUndefined();
      expect(tally.get("commands")).toBeGreaterThanOrEqual(300);
      total.add(tally);
      if ((tally.get("a late event that changed an outcome") ?? 0) > 0) changed++;
    }
    expect(changed / SEEDS).toBeGreaterThanOrEqual(0.3);
    expect(total.of("messages held against what readers knew")).toBeGreaterThan(100 * SEEDS);
    expect(total.of("a user shown again")).toBeGreaterThan(SEEDS);
    expect(total.of("a duplicate dropped")).toBeGreaterThan(SEEDS);
    expect(total.of("a snapshot taken while events arrive")).toBeGreaterThan(2);
  });

  it("a seed gives the same run again", async () => {
    const [one, other] = [1, 2].map(() => new Run(drawPlan({ seed: 77 })));
    const [first, second] = [await one?.play(), await other?.play()];
    expect(second?.deeds).toEqual(first?.deeds);
    expect([...(second?.tally ?? [])]).toEqual([...(first?.tally ?? [])]);
    expect(other?.world.happened).toBe(one?.world.happened);
  });

  it("a plan has at least four faults, a partition among them, and 3 to 7 nodes in a ring with chords", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { steps, nodes, links } = drawPlan({ seed });
      const faults = steps.flatMap((step) => ("fault" in step ? [step.fault.kind] : []));
      expect(faults.length).toBeGreaterThanOrEqual(4);
      expect(faults).toContain("partition");
      expect(nodes).toBeGreaterThanOrEqual(3);
      expect(nodes).toBeLessThanOrEqual(7);
      expect(links.length).toBeGreaterThanOrEqual(nodes - 1);
    }
  });
});
