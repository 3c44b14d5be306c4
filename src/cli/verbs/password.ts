// hansard password: the hash of an operator's password.
import { Complaint } from "../errors.ts";
import { readSecret } from "../secret-input.ts";
import { verb } from "../verb.ts";

/** OPER takes it as one word of a line of 512 bytes. */
const MOST_BYTES = 300;

export const password = verb({
  name: "password",
  summary: "Reads a password and prints its argon2id hash, for `operators` in the configuration.",
  parameters: [],
  options: {},
  notes: [
    "On a terminal it asks twice and shows nothing of what is typed; otherwise it takes the first line of standard " +
      "input. The password itself is kept nowhere.",
    "Put the hash in quotes: it has dollar signs and commas.",
  ],
  examples: ["hansard password", "pass show irc/oper | hansard password"],
  async run(_asked, io) {
    const secret = await readSecret(process.stdin, (text) => io.err(text));
    if (secret === "") throw new Complaint("USAGE", "the password is empty. Nothing was made");
    if (/\s/.test(secret)) throw new Complaint("USAGE", "OPER takes the password as one word: it must have no spaces");
    if (Buffer.byteLength(secret) > MOST_BYTES)
      throw new Complaint("USAGE", `the password is longer than ${MOST_BYTES} bytes, and OPER would not fit a line`);
    const { hashPassword } = await import("../../config/password-hash.ts");
    await io.out(`${await hashPassword(secret)}\n`);
    return 0;
  },
});
