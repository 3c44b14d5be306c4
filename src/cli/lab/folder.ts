// The folder of a lab: one lab at a time has it, and the shape that the lab had is kept in it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FolderLock } from "../../record/folder-lock.ts";
import { LogError } from "../../record/log.ts";
import { LOG_FILE } from "../../record/sqlite-schema.ts";
import { Complaint } from "../errors.ts";
import { lockFolder } from "../start/data-folder.ts";
import { type Shape, topologies } from "./shape.ts";

const SHAPE_FILE = "lab.json";

/** Throws Complaint LAB_RUNNING, DATA_UNUSABLE. */
export function lockLab(folder: string): FolderLock {
  if (existsSync(join(folder, LOG_FILE))) {
    throw new Complaint("DATA_UNUSABLE", `${folder} holds the record of a node. Name another folder with --data`);
  }
  try {
    return lockFolder(folder);
  } catch (error) {
    if (!(error instanceof LogError && error.code === "LOG_IN_USE")) throw error;
    throw new Complaint("LAB_RUNNING", `a lab runs in ${folder}. Ask it with: hansard lab status --data ${folder}`);
  }
}

/** What the lab was when it was started last; undefined for a new one. Throws Complaint DATA_UNUSABLE. */
export function readShape(folder: string): Shape | undefined {
  const file = join(folder, SHAPE_FILE);
  if (!existsSync(file)) return undefined;
  try {
    const shape = JSON.parse(readFileSync(file, "utf8")) as Shape;
    const numbers = [shape.nodes, shape.basePort, shape.graceMs];
    if (numbers.every(Number.isSafeInteger) && topologies.includes(shape.topology)) return shape;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Complaint("DATA_UNUSABLE", `${file} is not as it was written. Delete it, and say what the lab shall be`);
}

export function keepShape(folder: string, shape: Shape): void {
  writeFileSync(join(folder, SHAPE_FILE), `${JSON.stringify(shape)}\n`);
}
