// The tests that judge mutants, as scripts/mutation.js names them: with a fixed seed.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: (process.env.HANSARD_MUTATION_TESTS ?? "").split(" "),
    setupFiles: ["test/support/fixed-seed.ts"],
    testTimeout: 60_000,
  },
});
