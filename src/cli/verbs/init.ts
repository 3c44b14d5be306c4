// hansard init: a configuration file to begin from.
import { writeFileSync } from "node:fs";
import { Complaint } from "../errors.ts";
import { verb } from "../verb.ts";

const NAME = "hansard.yaml";

export const init = verb({
  name: "init",
  summary: "Writes a commented configuration file with every key, its default, unit and bounds.",
  parameters: [{ name: "FILE", help: `Where to; ${NAME} if it is left out. It must not exist.`, isOptional: true }],
  options: {},
  notes: [],
  examples: ["hansard init", "hansard init /etc/hansard/hansard.yaml"],
  async run({ parameters: [file = NAME] }, io) {
    const { sample } = await import("../../config/sample.ts");
    try {
      writeFileSync(file, sample(), { flag: "wx", mode: 0o600 });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "EEXIST")
        throw new Complaint("FILE_EXISTS", `${file} exists; it was not touched. Name another file`);
      throw new Complaint("FILE_UNWRITABLE", `${file} cannot be written: ${message}`);
    }
    await io.out(`wrote ${file}; start with: hansard start --config ${file}\n`);
    return 0;
  },
});
