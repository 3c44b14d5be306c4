// A history as people read it: who sent what, and what each was told of it.
import type { History } from "../testing/judge/history.ts";

/** Up to and with the turn of the index. */
export function transcriptOf({ turns, clients }: History, last: number): readonly string[] {
  const nameOf = (client: number) => clients[client]?.nick ?? String(client);
  return turns
    .slice(0, last + 1)
    .flatMap(({ client, line, heard }) => [
      `${nameOf(client)} > ${shown(line)}`,
      ...heard.flatMap((lines, at) => lines.map((text) => `    ${nameOf(at)} < ${shown(text)}`)),
    ]);
}

const MOST = 160;

function shown(text: string): string {
  const plain = text.replace(/[\0-\x1f\x7f]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return plain.length <= MOST ? plain : `${plain.slice(0, MOST)}… (${plain.length} characters)`;
}
