// `hansard lab up`: the lab in the foreground, with an ear for other shells, until it is told to end.
import { Complaint } from "../errors.ts";
import type { Io } from "../io.ts";
import { type Control, type Request, socketPath, takeRequests } from "./control.ts";
import { keepShape, lockLab, readShape } from "./folder.ts";
import { Lab } from "./lab.ts";
import type { Notice } from "./lab-node.ts";
import { jsonRows, type Row, textRows } from "./rows.ts";
import type { Shape } from "./shape.ts";
import { advice, noticeText } from "./text.ts";

export interface Wishes {
  readonly data: string;
  readonly json: boolean;
}

/** `shapeFrom` gives what the lab shall be, from what it was. Gives the exit code. Throws Complaint, KeyError. */
export async function runLab({ data, json }: Wishes, shapeFrom: (kept?: Shape) => Shape, io: Io): Promise<number> {
  socketPath(data);
  const lock = lockLab(data);
  const { stopped } = io;
  const down = promised();
  const ended = promised();
  let control: Control | undefined;
  let lab: Lab | undefined;
  try {
    const shape = shapeFrom(readShape(data));
    lab = new Lab(shape, data, (notice) => void io.out(json ? jsonNotice(notice) : noticeText(notice)));
    if ((await Promise.race([lab.open(), stopped])) !== undefined) return 0;
    keepShape(data, shape);
    control = await takeRequests(data, answering(lab, down.keep, ended.kept));
    const rows = lab.status();
    await io.out(json ? jsonRows(rows) : textRows(rows) + advice(lab.sites, lab.pairs, data));
    await Promise.race([stopped, down.kept]);
  } finally {
    control?.close();
    await lab?.close();
    lock.release();
    ended.keep();
    await control?.answered();
  }
  return 0;
}

/** Who asks for the end has the answer when it has come, and can start the lab again at once. */
function answering(lab: Lab, end: () => void, ended: Promise<void>): (request: Request) => Promise<readonly Row[]> {
  let isEnding = false;
  return async ({ ask, nodes }) => {
    const [node = ""] = nodes;
    if (isEnding && ask !== "down") throw new Complaint("LAB_NOT_RUNNING", "the lab is ending");
    if (ask === "status") return lab.status();
    if (ask === "cut") return lab.cut(nodes);
    if (ask === "heal") return lab.heal(nodes);
    if (ask === "kill") return lab.kill(node);
    if (ask === "start") return lab.start(node);
    if (ask !== "down") throw new Complaint("USAGE", `this lab, of another build, does not know "${ask}"`);
    isEnding = true;
    end();
    await ended;
    return lab.status().filter(({ kind }) => kind === "node");
  };
}

const jsonNotice = (notice: Notice) => jsonRows([{ kind: "notice", ...notice }]);

function promised(): { readonly kept: Promise<void>; readonly keep: () => void } {
  let keep: () => void = () => undefined;
  const kept = new Promise<void>((resolve) => {
    keep = resolve;
  });
  return { kept, keep };
}
