import { BlockList, isIPv4 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInside, isLoopbackAddress, type Network, readNetwork, shownNetwork } from "../../src/protocol/cidr.ts";

const read = (text: string) => readNetwork(text) as Network;
const shown = (text: string) => shownNetwork(read(text));

describe("an address or a network", () => {
  it("has one text", () => {
    expect(shown("192.0.2.7")).toBe("192.0.2.7");
    expect(shown("192.0.2.7/24")).toBe("192.0.2.0/24");
    expect(shown("2001:DB8:0::1/48")).toBe("2001:db8::/48");
    expect(shown("::1")).toBe("0::1");
    expect(shown("::ffff:192.0.2.7")).toBe("192.0.2.7");
    expect(shown("::ffff:192.0.2.7/120")).toBe("192.0.2.0/24");
  });

  it("is nothing else", () => {
    const others = [
      "",
      "x",
      "192.0.2",
      "192.0.2.0/",
      "192.0.2.0/33",
      "::/129",
      "1.2.3.4/-1",
      "0x1.2.3.4",
      "::ffff:1.2.3.4/8",
      "fe80::1%lo",
    ];
    for (const text of others) expect(readNetwork(text), text).toBeUndefined();
  });

  it("of this machine is known", () => {
    for (const text of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
      expect(isLoopbackAddress(read(text)), text).toBe(true);
    for (const text of ["128.0.0.1", "::2", "10.0.0.1"]) expect(isLoopbackAddress(read(text)), text).toBe(false);
  });

  it("lies in a network as Node's own list says", () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(address, address, fc.nat(128), (one, other, length) => {
        // Node's list reads IPv4 in IPv6 in its own way, and a network that is not written from its first address.
        fc.pre(![one, other].some((text) => /:.*\./.test(text)));
        fc.pre(read(one).kind === read(other).kind && isIPv4(one) === (read(one).kind === "ipv4"));
        fc.pre(isIPv4(one) === isIPv4(other));
        const bits = isIPv4(one) ? length % 33 : length;
        const list = new BlockList();
        const kind = read(one).kind;
        list.addSubnet(one, bits, kind);
        expect(isInside(read(other), read(`${one}/${bits}`))).toBe(list.check(other, kind));
        expect(isInside(read(one), read(`${one}/${bits}`))).toBe(true);
      }),
    );
  });
});
