// Places for handshakes: a bound for all, a share for one address, and each place given back once.
import { expect, it } from "vitest";
import { Handshakes } from "../../src/net/handshakes.ts";

const of = (handshakes: number) => new Handshakes({ handshakes, handshakeTimeoutMs: 1000 });
const begin = (places: Handshakes, address: string, times: number, isProxy = false) =>
  Array.from({ length: times }, () => places.begin(address, isProxy));

it("no address takes more than its share, so that others get in", () => {
  const places = of(200);
  const mine = begin(places, "192.0.2.1", 30);
  expect(mine.filter((over) => over !== undefined)).toHaveLength(20);
  expect(places.begin("192.0.2.2", false)).toBeDefined();
  mine[0]?.();
  mine[0]?.();
  expect(begin(places, "192.0.2.1", 2).map((over) => over !== undefined)).toEqual([true, false]);
});

it("a /64 of IPv6 is one address, and a proxy is many", () => {
  const places = of(100);
  const one = Array.from({ length: 12 }, (_, at) => places.begin(`2001:db8::${at + 1}`, false));
  expect(one.filter((over) => over !== undefined)).toHaveLength(10);
  expect(begin(places, "10.0.0.1", 50, true).every((over) => over !== undefined)).toBe(true);
});

it("all together take no more than there are, and a few are always allowed", () => {
  const places = of(12);
  expect(begin(places, "192.0.2.1", 10).every((over) => over !== undefined)).toBe(true);
  expect(begin(places, "192.0.2.2", 3).map((over) => over !== undefined)).toEqual([true, true, false]);
});
