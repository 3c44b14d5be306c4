// What the clients of a run say first: who they are, and which capabilities they ask for.
import { OFFERED } from "../../src/testing/model/capabilities.ts";
import { NICKS, SLOTS } from "./steps.ts";

/** A quarter of the clients negotiate nothing, the others each capability in one of two runs. */
export function greetingOf(seed: number): (slot: number) => string {
  return (slot) => {
    // The bits of a product with an odd number of 32 bits are as good as random.
    const bits = Math.imul(seed * SLOTS + slot, 0x9e3779b1) >>> 0;
    const wanted = seed === 0 || bits % 4 === 0 ? [] : OFFERED.filter((_name, at) => ((bits >>> (at + 4)) & 1) === 1);
    const cap = wanted.length === 0 ? ["", ""] : [`CAP REQ :${wanted.join(" ")}\r\n`, "CAP END\r\n"];
    return `${cap[0]}NICK ${NICKS[slot]}\r\nUSER u${slot + 1} 0 * :Person ${slot + 1}\r\n${cap[1]}`;
  };
}
