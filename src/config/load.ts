// placeholder
import type { Configuration } from "./schema.ts";
export function loadConfiguration(_file: string): {
  configuration?: Configuration;
  problems: string[];
  isMissing: boolean;
} {
  return { problems: [], isMissing: false };
}
