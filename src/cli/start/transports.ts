// The listeners beside plain TCP: TLS, WebSocket and those behind proxies, with their certificates. Their modules are
// loaded only where one is configured.
import { readFileSync } from "node:fs";
import type { Configuration } from "../../config/schema.ts";
import type { Edge, MakeEdge } from "../../net/edge.ts";
import type { CertificateText } from "../../net/tls.ts";
import { Complaint } from "../errors.ts";
import type { Beside } from "./reload.ts";

export type Listener = Configuration["listen"][number];

/** What a listener speaks, for people. */
export function kindOf({ tls, websocket, proxy }: Listener): string {
  const kind = websocket ? (tls ? "WebSocket over TLS" : "WebSocket") : tls ? "TLS" : "";
  if (!proxy) return kind;
  return kind === "" ? "PROXY" : `${kind}, PROXY`;
}

export interface Troubles {
  refused(address: string, reason: string): void;
}

export interface Transports {
  /** Opens the edge of a listener; undefined for plain TCP, which the node's own edge serves. */
  edgeFor(listener: Listener, adopt: Adopt): Edge | undefined;
  /** Reads the certificates again, for REHASH and SIGHUP. */
  reread(): Promise<Beside>;
}

type Adopt = (make: MakeEdge) => Edge;
type After = (ms: number, task: () => void) => () => void;

export interface TransportsOptions {
  readonly configuration: Configuration;
  readonly troubles: Troubles;
  readonly after: After;
}

const PLAIN: Transports = {
  edgeFor: () => undefined,
  reread: () => Promise.resolve({ problems: [], apply: () => undefined }),
};

/** The certificates are read and tried before anything listens. Throws Complaint. */
export async function transportsOf(options: TransportsOptions): Promise<Transports> {
  const { listen } = options.configuration;
  if (listen.every((each) => !each.tls && !each.websocket && !each.proxy)) return PLAIN;
  const [streams, secure, trust, websockets] = await Promise.all([
    import("../../net/stream-edge.ts"),
    import("../../net/tls.ts"),
    import("../../net/trusted.ts"),
    listen.some((each) => each.websocket) ? import("../../net/websocket-edge.ts") : undefined,
  ]);
  const transports = new ConfiguredTransports(options, { streams, secure, trust, websockets });
  transports.readCertificates();
  return transports;
}

interface Modules {
  readonly streams: typeof import("../../net/stream-edge.ts");
  readonly secure: typeof import("../../net/tls.ts");
  readonly trust: typeof import("../../net/trusted.ts");
  readonly websockets: typeof import("../../net/websocket-edge.ts") | undefined;
}

type Files = NonNullable<Listener["tls"]>;

class ConfiguredTransports implements Transports {
  readonly #options: TransportsOptions;
  readonly #modules: Modules;
  readonly #isTrusted: (address: string) => boolean;
  /** How each certificate in use is put in force. */
  readonly #inUse: { readonly files: Files; readonly apply: (text: CertificateText) => void }[] = [];

  constructor(options: TransportsOptions, modules: Modules) {
    this.#options = options;
    this.#modules = modules;
    this.#isTrusted = modules.trust.trusts(options.configuration.proxies);
  }

  /** Throws Complaint CERTIFICATE_INVALID for the first that is not sound. */
  readCertificates(): void {
    for (const { tls } of this.#options.configuration.listen) if (tls) this.#certificateOf(tls);
  }

  edgeFor(listener: Listener, adopt: Adopt): Edge | undefined {
    if (listener.websocket) return this.#webSocket(listener, adopt);
    if (listener.tls || listener.proxy) return this.#stream(listener, adopt);
    return undefined;
  }

  reread(): Promise<Beside> {
    const problems: string[] = [];
    const ready = this.#inUse.flatMap(({ files, apply }) => {
      try {
        const text = this.#certificateOf(files);
        return [() => apply(text)];
      } catch (error) {
        if (!(error instanceof Complaint)) throw error;
        problems.push(error.message);
        return [];
      }
    });
    return Promise.resolve({ problems, apply: () => ready.forEach((apply) => void apply()) });
  }

  #stream({ tls: files, proxy }: Listener, adopt: Adopt): Edge {
    const { streams, secure } = this.#modules;
    const { configuration, after } = this.#options;
    const tls = files && secure.tlsOf(secure.contextOf(this.#certificateOf(files)));
    if (files && tls) {
      const apply = (text: CertificateText) => {
        tls.context = secure.contextOf(text);
      };
      this.#inUse.push({ files, apply });
    }
    const options = {
      limits: configuration.sessions,
      onRefused: this.#refused,
      after,
      ...(tls ? { tls } : {}),
      ...(proxy ? { proxy: this.#isTrusted } : {}),
    };
    return adopt((accept) => new streams.StreamEdge(accept, options));
  }

  #webSocket({ tls: files }: Listener, adopt: Adopt): Edge {
    const { WebSocketEdge } = this.#modules.websockets as NonNullable<Modules["websockets"]>;
    const { configuration } = this.#options;
    const options = {
      limits: configuration.sessions,
      isAllowed: originTest(configuration.websocket.origins),
      isTrusted: this.#isTrusted,
      onRefused: this.#refused,
      ...(files ? { certificate: this.#certificateOf(files) } : {}),
    };
    return adopt((accept) => {
      const edge = new WebSocketEdge(accept, options);
      if (files) this.#inUse.push({ files, apply: (text) => edge.setCertificate(text) });
      return edge;
    });
  }

  readonly #refused = (address: string, reason: string): void => this.#options.troubles.refused(address, reason);

  #certificateOf(files: Files): CertificateText {
    const text = { certificate: read(files.certificate), key: read(files.key) };
    try {
      this.#modules.secure.contextOf(text);
    } catch (error) {
      const why = `is no certificate with its key: ${(error as Error).message}`;
      throw new Complaint("CERTIFICATE_INVALID", `${files.certificate} with ${files.key} ${why}`);
    }
    return text;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Complaint("CERTIFICATE_INVALID", `${file} cannot be read: ${(error as Error).message}`);
  }
}

/** "*" is any; "https://*.example.org" is any host below. */
function originTest(origins: readonly string[]): (origin: string) => boolean {
  const patterns = origins.map((each) => {
    const escaped = each.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", each === "*" ? ".*" : "[^/]+");
    return new RegExp(`^${escaped}$`, "i");
  });
  return (origin) => patterns.some((pattern) => pattern.test(origin));
}
