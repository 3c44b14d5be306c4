// What is answered to a line that cannot be read as a message.
import { ERR_INPUTTOOLONG } from "../../protocol/numerics.ts";
import { fail, type Reply, reply } from "./reply.ts";

/** What is wrong with a line that cannot be read as a message. */
export type Fault = "too-long" | "not-utf8" | "nul";

export const faults: Readonly<Record<Fault, Reply>> = {
  "too-long": reply(ERR_INPUTTOOLONG),
  "not-utf8": fail("*", "INVALID_UTF8", "Your line was not UTF-8 and was not accepted"),
  nul: fail("*", "INVALID_LINE", "Your line held a NUL character and was not accepted"),
};
