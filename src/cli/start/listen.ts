// Where the node listens: what the system refuses is said in the operator's words.
import { createServer, isIP, type Server } from "node:net";
import { Complaint } from "../errors.ts";

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** "127.0.0.1:6667", "[::1]:6667". */
export function shownPlace(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Tries each place and lets go of it again, before anything is written to the record: a start that is refused leaves no
 * epoch behind. Throws Complaint.
 */
export async function tryPlaces(places: readonly Place[]): Promise<void> {
  const servers: Server[] = [];
  try {
    for (const place of places) servers.push(await listening(place));
  } finally {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  }
}

function listening(place: Place): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => reject(refusal(place, error)));
    server.listen(place.port, place.host, () => resolve(server));
  });
}

/** The system's answer to `listen` as a complaint; errors that are none come back as they are. */
export function refusal({ host, port }: Place, error: unknown): unknown {
  const place = shownPlace(host, port);
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new Complaint(
        "PORT_IN_USE",
        `${place} is taken by another program. Stop it, or choose another port with --port (0 takes a free one)`,
      );
    case "EACCES":
    case "EPERM":
      return new Complaint("PORT_FORBIDDEN", `this user may not listen on ${place}. Choose a port above 1023`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
    case "EINVAL":
      return new Complaint("HOST_UNKNOWN", `the host "${host}" does not resolve. Use an address, such as 127.0.0.1`);
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
      return new Complaint(
        "HOST_UNKNOWN",
        `${host} is no address of this machine. Use one that is, or 0.0.0.0 for all`,
      );
    default:
      return error;
  }
}
