// Where peers connect: links over TLS, opened beside the listeners for clients, and changed with the configuration.
// Loaded only where links are configured.
import type { AcceptWire } from "../../link/ports.ts";
import type { TlsTransport } from "../../link/tls-transport.ts";
import type { Node, NodeOptions } from "../../node.ts";
import type { Ports } from "../../record/ports.ts";
import { type LinkSettings, linkPlaces, refuseOwnKey } from "./links.ts";
import { type Place, refusal, shownPlace, tryPlaces } from "./listen.ts";
import type { Beside, ReadBeside } from "./reload.ts";
import type { OperatorLog } from "./troubles.ts";

export interface LinkListeners {
  /** What the node is given; without a peer or a listener it is alone. */
  readonly options: Pick<NodeOptions, "identity" | "links">;
  /** Gives the places that were bound. Throws Complaint. */
  listen(node: Node): Promise<readonly Place[]>;
  /** For REHASH and SIGHUP. Throws Complaint. */
  readonly reread: ReadBeside;
  close(): Promise<void>;
}

const NOTHING: Beside = { problems: [], apply: () => undefined };

export async function linkListeners(
  settings: LinkSettings,
  { scheduler }: Ports,
  troubles: OperatorLog,
): Promise<LinkListeners> {
  const { identity, peers, listen } = settings;
  const refuse: ReadBeside = (configuration) => {
    refuseOwnKey(configuration, identity.key);
    return Promise.resolve(NOTHING);
  };
  if (peers.length === 0 && listen.length === 0) {
    const none = { listen: () => Promise.resolve([]), close: () => Promise.resolve() };
    return { options: { identity }, reread: refuse, ...none };
  }
  const { TlsTransport } = await import("../../link/tls-transport.ts");
  return new TlsListeners(settings, new TlsTransport({ scheduler }), troubles);
}

class TlsListeners implements LinkListeners {
  readonly options: LinkListeners["options"];
  readonly #settings: LinkSettings;
  readonly #transport: TlsTransport;
  readonly #troubles: OperatorLog;
  #places: readonly Place[];
  /** From `listen` on. */
  #accept: AcceptWire | undefined;

  constructor(settings: LinkSettings, transport: TlsTransport, troubles: OperatorLog) {
    this.#settings = settings;
    this.#transport = transport;
    this.#troubles = troubles;
    this.#places = settings.listen;
    this.options = { identity: settings.identity, links: { transport } };
  }

  async listen(node: Node): Promise<readonly Place[]> {
    this.#accept = node.links?.accept;
    const bound: Place[] = [];
    for (const place of this.#places) bound.push(await this.#bind(place));
    return bound;
  }

  /** New places are tried before anything changes, but for those whose port a present one still holds. */
  readonly reread: ReadBeside = async (configuration) => {
    refuseOwnKey(configuration, this.#settings.identity.key);
    const wanted = linkPlaces(configuration);
    const isIn = (places: readonly Place[]) => (place: Place) => places.some((each) => textOf(each) === textOf(place));
    const added = wanted.filter((place) => !isIn(this.#places)(place));
    const removed = this.#places.filter((place) => !isIn(wanted)(place));
    await tryPlaces(added.filter(({ port }) => !removed.some((each) => each.port === port)));
    return { problems: [], apply: () => this.#move(wanted, added, removed) };
  };

  close(): Promise<void> {
    return this.#transport.close();
  }

  /** Links that came by a place that is given up stay. */
  #move(wanted: readonly Place[], added: readonly Place[], removed: readonly Place[]): void {
    this.#places = wanted;
    for (const place of removed) this.#transport.unlisten(textOf(place));
    for (const place of added) {
      this.#bind(place).then(
        (bound) => this.#troubles.write("note", "listening", `listening on ${textOf(bound)} (links)`),
        (error: Error) => this.#troubles.write("error", "listen-failed", `links are not taken there: ${error.message}`),
      );
    }
  }

  async #bind(place: Place): Promise<Place> {
    const accept = this.#accept;
    if (accept === undefined) throw new Error("links: the node takes none yet");
    const at = await this.#transport.listen(textOf(place), accept).catch((error: unknown) => {
      throw refusal(place, error);
    });
    return { host: at.address, port: at.port };
  }
}

const textOf = ({ host, port }: Place) => shownPlace(host, port);
