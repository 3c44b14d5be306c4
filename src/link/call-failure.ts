// Why no connection to a peer comes about, in words that say where to look. It knows the system's error codes, and no
// socket.
import { parseAddress } from "./address.ts";
import type { CallFailure } from "./ports.ts";

export interface Failure {
  readonly kind: CallFailure;
  readonly reason: string;
}

/** What the system or OpenSSL said while the peer at the address was called. */
export function failureOf(error: NodeJS.ErrnoException, address: string): Failure {
  const code = error.code ?? "";
  switch (code) {
    case "ENOTFOUND":
    case "EAI_NONAME":
    case "EAI_NODATA":
      return failure("no-name", `the name ${hostOf(address)} does not resolve (${code})`);
    case "EAI_AGAIN":
      return failure("no-name", `the name ${hostOf(address)} cannot be looked up now (${code})`);
    case "ECONNREFUSED":
      return failure("no-listener", `nothing listens at ${address} (${code})`);
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return failure("no-answer", `there is no way to ${address}, or nobody answers there (${code})`);
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
    case "ERR_SSL_UNEXPECTED_MESSAGE":
      return failure("not-tls", `what answers at ${address} does not speak TLS (${code})`);
    case "ERR_SSL_UNSUPPORTED_PROTOCOL":
    case "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION":
      return failure("not-tls", `what answers at ${address} speaks TLS, but not TLS 1.3 (${code})`);
    case "ECONNRESET":
      return closedEarly(address, code);
    default:
      return code.startsWith("ERR_SSL_")
        ? failure("not-tls", `no TLS session comes about with what answers at ${address} (${code})`)
        : failure("other", error.message);
  }
}

export function closedEarly(address: string, code?: string): Failure {
  const shown = code === undefined ? "" : ` (${code})`;
  return failure("not-tls", `what answers at ${address} closed the connection before it was secured${shown}`);
}

/** `isConnected`: TCP came about, TLS did not. */
export function unanswered(address: string, ms: number, isConnected: boolean): Failure {
  const what = isConnected ? "what answers there does not speak TLS" : "nobody answers there";
  return failure(isConnected ? "not-tls" : "no-answer", `no TLS session within ${ms} ms at ${address}: ${what}`);
}

const failure = (kind: CallFailure, reason: string): Failure => ({ kind, reason });
const hostOf = (address: string) => parseAddress(address)?.host ?? address;
