// What `hansard lab up` tells people: where to connect, how to play, and what the nodes say.
import type { Notice } from "./lab-node.ts";
import { HOST, LAB_FOLDER, type Pair, type Site } from "./shape.ts";

/** A lab that serves: what to try, by its own numbers. */
export function advice(sites: readonly Site[], [first]: readonly Pair[], folder: string): string {
  const at = folder === LAB_FOLDER ? "" : ` --data ${quoted(folder)}`;
  const [one, other] = first ?? [];
  const lone = sites.at(-1)?.number;
  const rows: [string, string][] = [
    ...sites.map(({ name, port }): [string, string] => [name, `/server ${HOST} ${port}   (or: nc ${HOST} ${port})`]),
    ["cut a link", `hansard lab cut ${one?.number} ${other?.number}${at}`],
    ["split off", `hansard lab cut ${lone}${at}   (all links of ${sites.at(-1)?.name})`],
    ["heal", `hansard lab heal${at}   (all that is cut)`],
    ["crash", `hansard lab kill ${lone}${at}   and then: hansard lab start ${lone}${at}`],
    ["look", `hansard lab status${at}`],
    ["operator", "/oper lab lab"],
    ["records", `hansard log --data ${quoted(sites[0]?.data ?? "")} --follow`],
    ["end", `Ctrl-C, or: hansard lab down${at}`],
  ];
  return rows.map(([left, right]) => `  ${left.padEnd(12)}${right}\n`).join("");
}

export const noticeText = ({ time, node, level, text }: Notice): string =>
  `${time.slice(11, 19)} ${node}  ${level === "note" ? "" : `${level}: `}${text}\n`;

/** As a shell takes it. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
