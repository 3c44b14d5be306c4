// Metrics over HTTP, for Prometheus and what reads its format: on a place of their own, which is a loopback one.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type MetricRow, metricRows } from "./rows.ts";
import type { Source } from "./source.ts";

const CONNECTIONS = 16;
const TIMEOUT_MS = 10_000;

function register(registry: Registry, { name, kind, help, labels, values }: MetricRow, source: Source): void {
  const common = { name, help, labelNames: [...labels], registers: [registry] };
  if (kind === "counter") {
    new Counter({
      ...common,
      // The figure is kept by the node: what is counted here is only how it stands now.
      collect() {
        this.reset();
        for (const [of, value] of values(source)) this.inc(of, value);
      },
    });
    return;
  }
  new Gauge({
    ...common,
    collect() {
      this.reset();
      for (const [of, value] of values(source)) this.set(of, value);
    },
  });
}

export class MetricsServer {
  readonly #server: Server;

  constructor(source: Source) {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    for (const row of metricRows) register(registry, row, source);
    this.#server = createServer((request, response) => {
      const isRead = request.method === "GET" || request.method === "HEAD";
      if (!isRead || request.url?.split("?", 1)[0] !== "/metrics") {
        response.writeHead(isRead ? 404 : 405, { "content-type": "text/plain" }).end("GET /metrics\n");
        return;
      }
      registry.metrics().then(
        (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
        (error: unknown) => response.writeHead(500, { "content-type": "text/plain" }).end(`${String(error)}\n`),
      );
    });
    this.#server.maxConnections = CONNECTIONS;
    this.#server.requestTimeout = TIMEOUT_MS;
    this.#server.headersTimeout = TIMEOUT_MS;
  }

  /** Rejects with the system's error. */
  listen(host: string, port: number): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve(this.#server.address() as AddressInfo);
      });
    });
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
