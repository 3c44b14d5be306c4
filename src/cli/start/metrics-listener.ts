// Where metrics are read, if the configuration says so; loaded only then.
import { readPlace } from "../../config/links.ts";
import type { Configuration } from "../../config/schema.ts";
import type { Source } from "../../metrics/source.ts";
import { type Place, refusal, shownPlace } from "./listen.ts";

export interface MetricsListener {
  /** Gives where they are read, for the operator; undefined where they are not. Throws Complaint. */
  listen(source: () => Source): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Their place, so that it can be tried before the record is touched. */
export const metricsPlaces = ({ metrics }: Configuration): readonly Place[] =>
  metrics.listen === undefined ? [] : [readPlace(metrics.listen)].filter((place) => place !== undefined);

export function metricsListener(configuration: Configuration): MetricsListener {
  const [place] = metricsPlaces(configuration);
  let close = () => Promise.resolve();
  return {
    listen: async (source) => {
      if (place === undefined) return undefined;
      const { MetricsServer } = await import("../../metrics/server.ts");
      const server = new MetricsServer(source());
      close = () => server.close();
      const { address, port } = await server.listen(place.host, place.port).catch((error: unknown) => {
        throw refusal(place, error);
      });
      return shownPlace(address, port);
    },
    close: () => close(),
  };
}
