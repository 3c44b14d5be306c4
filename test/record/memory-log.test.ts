// The log in memory against the contract of a log.
import { MemoryLog } from "../../src/record/memory-log.ts";
import { logContract } from "./log-contract.ts";

logContract({ name: "MemoryLog", make: () => ({ log: new MemoryLog(), dispose: () => undefined }) });
