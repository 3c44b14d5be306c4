// How a server of any edge comes to listen, and how it ends.
import type { AddressInfo, Server } from "node:net";
import type { Remote } from "./edge.ts";

const BACKLOG = 4096;

/** Gives the address that was bound. Throws the system's error, such as EADDRINUSE. */
export function listening(server: Server, host: string, port: number): Promise<Remote> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off("error", reject);
      const bound = server.address() as AddressInfo;
      resolve({ address: bound.address, port: bound.port });
    });
  });
}

/** Takes no more connections; done once those that are left have ended. */
export function closed(server: Server): Promise<unknown> {
  return new Promise((done) => server.close(done));
}
