// A certificate that is made at start and thrown away at the end: TLS asks for one, but who a peer is, its PROOF says.
// It is the least that RFC 5280 §4.1 allows, signed with itself.
import { generateKeyPairSync, sign } from "node:crypto";

export interface ThrowAwayCertificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OID = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;

/** A value in DER (X.690 §8.1): its tag, its length and what it holds. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const { length } = body;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), body]);
}

const text = (value: string) => Buffer.from(value, "latin1");
/** id-Ed25519, 1.3.101.112 (RFC 8410 §3), and commonName, 2.5.4.3. */
const ED25519 = der(SEQUENCE, der(OID, Buffer.from([0x2b, 0x65, 0x70])));
const NAME = der(
  SEQUENCE,
  der(SET, der(SEQUENCE, der(OID, Buffer.from([0x55, 0x04, 0x03])), der(UTF8_STRING, text("hansard link")))),
);
/** Without an end that is known (RFC 5280 §4.1.2.5): nobody looks at it. */
const VALIDITY = der(
  SEQUENCE,
  der(GENERALIZED_TIME, text("20000101000000Z")),
  der(GENERALIZED_TIME, text("99991231235959Z")),
);

/** A new key and a certificate for it. */
export function throwAwayCertificate(): ThrowAwayCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const version = der(VERSION, der(INTEGER, Buffer.from([2])));
  const serial = der(INTEGER, Buffer.from([1]));
  const spki = publicKey.export({ type: "spki", format: "der" });
  const signed = der(SEQUENCE, version, serial, ED25519, NAME, VALIDITY, NAME, spki);
  const signature = der(BIT_STRING, Buffer.from([0]), sign(null, signed, privateKey));
  const certificate = der(SEQUENCE, signed, ED25519, signature);
  const lines = certificate.toString("base64").replace(/.{64}/g, "$&\n");
  const cert = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  return { cert, key: privateKey.export({ type: "pkcs8", format: "pem" }) as string };
}
