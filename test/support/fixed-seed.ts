// For mutation runs: fast-check draws the same values each time, so that a mutant's verdict is the same each time.
import fc from "fast-check";

fc.configureGlobal({ seed: 20_261_127 });
