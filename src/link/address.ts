// host:port as configuration writes it; an IPv6 address stands in brackets.

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** undefined for what is no address with a port. */
export function parseAddress(text: string): Address | undefined {
  const [, six, name, digits] = /^(?:\[([0-9A-Fa-f:.%\w]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = six ?? name;
  const port = Number(digits);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}
