// Certificates made for one run of tests. They are good for nothing else.
import { generate } from "selfsigned";
import type { CertificateText } from "../../src/net/tls.ts";

export async function certificateFor(name: string): Promise<CertificateText> {
  const made = await generate([{ name: "commonName", value: name }], { keySize: 2048, algorithm: "sha256" });
  return { certificate: made.cert, key: made.private };
}
