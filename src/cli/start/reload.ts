// Reads again what the node was started with: the one way that REHASH and SIGHUP share. All of it is read and found
// sound before any of it is put in force.
import type { Configuration } from "../../config/schema.ts";
import type { NodeOptions } from "../../node.ts";
import { Complaint } from "../errors.ts";
import { settings, type Wishes } from "./settings.ts";

type Reloaded = Awaited<ReturnType<NonNullable<NodeOptions["reload"]>>>;

/** What is read beside the file, such as certificates: what is wrong with it, and how to put it in force. */
export interface Beside {
  readonly problems: readonly string[];
  apply(): void;
}

export type ReadBeside = (configuration: Configuration) => Promise<Beside>;

/** None for a node without a configuration file. */
export function reloader(wishes: Wishes, besides: readonly ReadBeside[]): (() => Promise<Reloaded>) | undefined {
  const source = wishes.config;
  if (source === undefined) return undefined;
  return async () => {
    try {
      const configuration = await settings(wishes);
      const read = await Promise.all(besides.map((beside) => beside(configuration)));
      const problems = read.flatMap((beside) => beside.problems);
      if (problems.length > 0) return { source, problems };
      return { source, configuration, problems, apply: () => read.forEach((beside) => void beside.apply()) };
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      return { source, problems: error.lines.length > 0 ? error.lines : [error.message] };
    }
  };
}
