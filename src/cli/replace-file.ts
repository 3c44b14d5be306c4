// Puts a new text in the place of a file's: all of it or nothing, with the file's own owner and rights, also through a
// symbolic link.
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { Complaint } from "./errors.ts";

/** Throws Complaint FILE_UNWRITABLE; then the file is as it was. */
export function replaceFile(file: string, text: string): void {
  let beside: string | undefined;
  try {
    const real = realpathSync(file);
    beside = join(dirname(real), `.${basename(real)}.new`);
    const { mode, uid, gid } = statSync(real);
    const handle = openSync(beside, "wx", 0o600);
    try {
      fchownSync(handle, uid, gid);
      fchmodSync(handle, mode & 0o777);
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, real);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (beside !== undefined && code !== "EEXIST") rmSync(beside, { force: true });
    const why = code === "EEXIST" ? `${beside} is there: is somebody else at it? If not, delete that` : message;
    throw new Complaint("FILE_UNWRITABLE", `${file} cannot be written, and is as it was: ${why}`);
  }
}
