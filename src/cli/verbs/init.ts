import { verb } from "../verb.ts";
export const init = verb({
  name: "init",
  summary: "",
  parameters: [],
  options: {},
  notes: [],
  examples: [],
  async run() {
    return 0;
  },
});
