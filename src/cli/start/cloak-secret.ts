// The key of the cloaks, where the configuration has none: made at the first start and kept in the data folder.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Complaint } from "../errors.ts";

const NAME = "cloak.secret";
const BYTES = 32;
const FORM = /^[0-9a-f]{64}$/;

/** Throws Complaint DATA_UNUSABLE. */
export function cloakSecret(folder: string, random: (bytes: number) => Uint8Array): string {
  const file = join(folder, NAME);
  try {
    return readSecret(file) ?? writeSecret(file, Buffer.from(random(BYTES)).toString("hex"));
  } catch (error) {
    if (error instanceof Complaint) throw error;
    throw new Complaint("DATA_UNUSABLE", `${file}, the key of the cloaks, cannot be had: ${(error as Error).message}`);
  }
}

function readSecret(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  if (FORM.test(text)) return text;
  // A new key would change everybody's host, and with it every ban that was made for one.
  throw new Complaint("DATA_UNUSABLE", `${file} is not the key of the cloaks as it was made. Restore it, or delete it`);
}

function writeSecret(file: string, secret: string): string {
  writeFileSync(file, `${secret}\n`, { flag: "wx", mode: 0o600 });
  return secret;
}
