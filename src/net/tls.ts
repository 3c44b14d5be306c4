// TLS for the edges. Loaded only where a listener speaks it: a node without one starts without OpenSSL's contexts.
import type { Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import type { Outcome, Tls } from "./stream-edge.ts";

export interface CertificateText {
  /** The certificate and those between it and its root, as PEM. */
  readonly certificate: string;
  /** Its private key, as PEM. */
  readonly key: string;
}

/** Throws an error for what is no certificate, no key, or a key of another certificate. */
export function contextOf({ certificate, key }: CertificateText): SecureContext {
  // Node takes empty text for none, and would then refuse each client.
  if (certificate === "" || key === "") throw new Error("the file is empty");
  return createSecureContext({ cert: certificate, key, minVersion: "TLSv1.2" });
}

export function tlsOf(context: SecureContext): Tls {
  return { context, secure };
}

function secure(socket: Socket, secureContext: SecureContext, outcome: Outcome): void {
  const secured = new TLSSocket(socket, { isServer: true, secureContext });
  // Limnoria reads 1024 bytes each time the socket wakes it: what a longer record holds beyond waits inside its TLS.
  secured.setMaxSendFragment(1024);
  let isDone = false;
  secured.on("error", (error: NodeJS.ErrnoException) => {
    if (!isDone) outcome.failed(error.code ?? error.message);
    socket.destroy();
  });
  secured.once("close", () => socket.destroy());
  // Half of a connection can speak, but not shake hands.
  secured.once("end", () => {
    if (!isDone) socket.destroy();
  });
  secured.once("secure", () => {
    isDone = true;
    outcome.done(secured);
  });
}
