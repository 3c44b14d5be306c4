// A self-signed certificate for one run, and the fingerprints by which each program knows the node again: none of them
// is told to trust whatever comes.
import { createHash, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { generate } from "selfsigned";

const NAMES = [
  { type: 2, value: "localhost" },
  { type: 7, ip: "127.0.0.1" },
];

/** Writes both files into the folder. */
export async function makeCertificate(folder) {
  const subject = [{ name: "commonName", value: "irc.hansard.test" }];
  const options = { keySize: 2048, algorithm: "sha256", extensions: [{ name: "subjectAltName", altNames: NAMES }] };
  const made = await generate(subject, options);
  const files = { certificate: `${folder}/certificate.pem`, key: `${folder}/key.pem` };
  writeFileSync(files.certificate, made.cert);
  writeFileSync(files.key, made.private, { mode: 0o600 });
  const { fingerprint256, publicKey } = new X509Certificate(made.cert);
  const spki = publicKey.export({ type: "spki", format: "der" });
  return {
    files,
    /** "AB:CD:…", of the whole certificate. */
    fingerprint: fingerprint256,
    /** Of the public key alone, in base64, as Chromium wants it. */
    keyPin: createHash("sha256").update(spki).digest("base64"),
  };
}
