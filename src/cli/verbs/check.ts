import { verb } from "../verb.ts";
export const check = verb({
  name: "check",
  summary: "",
  parameters: [],
  options: {},
  notes: [],
  examples: [],
  async run() {
    return 0;
  },
});
