// Writes the tables of docs/reference/ from the built program; a test fails when a file is not what the code yields.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import "./build.js";

const { configurationReference } = await import("../dist/src/config/reference.js");
const { cliReference, errorsReference } = await import("../dist/src/cli/reference.js");
const { allVerbs } = await import("../dist/src/cli/verbs.js");

const folder = fileURLToPath(new URL("../docs/reference/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}configuration.md`, configurationReference());
writeFileSync(`${folder}cli.md`, cliReference(await allVerbs()));
writeFileSync(`${folder}errors.md`, errorsReference());
