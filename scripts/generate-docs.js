// Writes the tables of docs/reference/ from the built program; a test fails when a file is not what the code yields.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import "./build.js";

const { configurationReference } = await import("../dist/src/config/reference.js");
const { cliReference, errorsReference } = await import("../dist/src/cli/reference.js");
const { allVerbs } = await import("../dist/src/cli/verbs.js");
const { commandsReference } = await import("../dist/src/commands/runner/reference.js");
const { loadCommands } = await import("../dist/src/commands/runner/registry.js");
const { modesReference, numericsReference } = await import("../dist/src/protocol/reference.js");
const { metricsReference } = await import("../dist/src/metrics/reference.js");
const { capabilitiesReference } = await import("../dist/src/protocol/capabilities-reference.js");
const { rulesReference } = await import("../dist/src/testing/judge/reference.js");

const folder = fileURLToPath(new URL("../docs/reference/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}configuration.md`, configurationReference());
writeFileSync(`${folder}cli.md`, cliReference(await allVerbs()));
writeFileSync(`${folder}errors.md`, errorsReference());
writeFileSync(`${folder}commands.md`, commandsReference(await loadCommands()));
writeFileSync(`${folder}probe-rules.md`, rulesReference());
writeFileSync(`${folder}modes.md`, modesReference());
writeFileSync(`${folder}metrics.md`, metricsReference());
writeFileSync(`${folder}numerics.md`, numericsReference());
const results = new URL("../test/capabilities/results.json", import.meta.url);
writeFileSync(`${folder}capabilities.md`, capabilitiesReference(JSON.parse(readFileSync(results, "utf8"))));
