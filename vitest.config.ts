import { defineConfig } from "vitest/config";
import { CapabilityResults } from "./test/support/capability-results.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", new CapabilityResults()],
  },
});
