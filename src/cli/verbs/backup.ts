import { verb } from "../verb.ts";
export const backup = verb({
  name: "backup",
  summary: "",
  parameters: [],
  options: {},
  notes: [],
  examples: [],
  async run() {
    return 0;
  },
});
