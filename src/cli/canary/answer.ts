// The side that is asked: another build has started this program, and compares what it folds with its own.
import { createInterface } from "node:readline";
import { Fold } from "../../audit/canary/fold.ts";
import type { LogReader } from "../../record/log.ts";
import { Complaint } from "../errors.ts";
import type { Io } from "../io.ts";
import { software } from "../version.ts";
import { type Hello, PROTOCOL, type Question } from "./protocol.ts";

/** Answers until the questions end. Throws LogError, Complaint. */
export async function answer(reader: LogReader, until: number, input: NodeJS.ReadableStream, io: Io): Promise<void> {
  const say = (answered: object) => io.out(`${JSON.stringify(answered)}\n`);
  const fold = new Fold(reader, until);
  await say({ canary: PROTOCOL, software: software() } satisfies Hello);
  for await (const line of createInterface({ input })) {
    const question = read(line);
    if ("fold" in question) {
      await say(fold.fold(question.fold));
      continue;
    }
    for (const step of fold.steps) await say(step);
    await say({ shown: fold.steps.length });
  }
}

function read(line: string): Question {
  try {
    const asked = JSON.parse(line) as Partial<{ fold: unknown; show: unknown }>;
    const { fold, show } = asked;
    if (typeof fold === "number" && Number.isSafeInteger(fold) && fold > 0 && fold <= 1_000_000) return { fold };
    if (show === true) return { show };
  } catch {
    // The same answer as for JSON that is no question.
  }
  throw new Complaint("USAGE", `canary --answer: not a question of protocol ${PROTOCOL}: ${line.slice(0, 100)}`);
}
