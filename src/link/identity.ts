// A node's key: Ed25519, made at its first start and kept in its data folder. Its public half is what other nodes'
// configuration names; with it the node signs the proof of a link and the heads of its own events.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const KEY_FILE = "node.key";
/** SubjectPublicKeyInfo of Ed25519 is a fixed head and 32 bytes (RFC 8410). */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");
/** And the secret half: a fixed head and 32 bytes. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const KEY_BYTES = 32;

export class KeyError extends Error {
  readonly code = "KEY_UNREADABLE";
}

export interface Identity {
  /** The public key: 43 characters of base64url. */
  readonly key: string;
  /** 64 bytes, in base64url. */
  sign(bytes: Uint8Array): string;
}

/** Whether the owner of the public key signed these bytes. */
export type IsSigned = (key: string, bytes: Uint8Array, signature: string) => boolean;

/** Ed25519. What is no key or no signature is a no. */
export function isSigned(key: string, bytes: Uint8Array, signature: string): boolean {
  const owner = publicKeyOf(key);
  if (owner === undefined) return false;
  try {
    return verifyBytes(null, bytes, owner, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}

/** Whether the text can be a node's public key. */
export const isKey = (text: string) => publicKeyOf(text) !== undefined;

/** Reads the node's key from its data folder and makes it where there is none. Throws KeyError. */
export function identityIn(folder: string): Identity {
  const file = join(folder, KEY_FILE);
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  }
  chmodSync(file, 0o600);
  return identityOf(keyIn(file));
}

/** The identity that 32 bytes always give (RFC 8032 §5.1.5): for simulations. */
export function identityFrom(seed: Uint8Array): Identity {
  return identityOf(createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" }));
}

/** An identity that is kept nowhere: for tests. */
export function newIdentity(): Identity {
  return identityOf(generateKeyPairSync("ed25519").privateKey);
}

function keyIn(file: string): KeyObject {
  const advice = "Restore it from a backup; without it peers do not know this node";
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(file, "utf8"));
  } catch (error) {
    throw new KeyError(`${file} is not a private key. ${advice}`, { cause: error });
  }
  if (key.asymmetricKeyType !== "ed25519") throw new KeyError(`${file} is not an Ed25519 key. ${advice}`);
  return key;
}

function identityOf(secret: KeyObject): Identity {
  const spki = createPublicKey(secret).export({ type: "spki", format: "der" });
  return {
    key: spki.subarray(SPKI_HEAD.length).toString("base64url"),
    sign: (bytes) => signBytes(null, bytes, secret).toString("base64url"),
  };
}

const known = new Map<string, KeyObject | undefined>();
const KNOWN_MOST = 1000;

/** Parsed once: a signature is checked for each batch. */
function publicKeyOf(key: string): KeyObject | undefined {
  if (known.has(key)) return known.get(key);
  const raw = /^[A-Za-z0-9_-]{43}$/.test(key) ? Buffer.from(key, "base64url") : Buffer.alloc(0);
  const isWhole = raw.length === KEY_BYTES;
  const found = isWhole
    ? createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: "der", type: "spki" })
    : undefined;
  if (known.size >= KNOWN_MOST) known.clear();
  known.set(key, found);
  return found;
}
