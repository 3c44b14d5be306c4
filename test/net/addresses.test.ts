import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countKey, plainAddress } from "../../src/net/addresses.ts";
import { trusts } from "../../src/net/trusted.ts";
import { networkAround, readNetwork, shownNetwork } from "../../src/protocol/cidr.ts";

describe("an address", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["0:0:0:0:0:ffff:c000:0201", "192.0.2.1"],
    ["::ffff:0:1", "0.0.0.1"],
    ["::1", "::1"],
    ["2001:db8::ffff:c000:201", "2001:db8::ffff:c000:201"],
  ])("%s is shown as %s", (address, shown) => {
    expect(plainAddress(address)).toBe(shown);
  });

  it("of IPv4 is counted alone", () => {
    fc.assert(fc.property(fc.ipV4(), (address) => void expect(countKey(address)).toBe(address)));
  });

  it("of IPv6 is counted with its /64, however it is written", () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(groups, groups, fc.integer({ min: 0, max: 7 }), (one, other, at) => {
        const full = (of: readonly number[]) => of.map((group) => group.toString(16)).join(":");
        const short = shownNetwork(networkAround(readNetwork(full([1, ...one.slice(1)])) as never, 128));
        expect(countKey(short)).toBe(countKey(full([1, ...one.slice(1)])));
        const changed = one.map((group, place) => (place === at ? (other[at] as number) : group));
        const isSame = at > 3 || one[at] === other[at];
        expect(countKey(full(changed)) === countKey(full(one))).toBe(isSame);
      }),
    );
  });

  it("of a link is counted without the interface", () => {
    expect(countKey("fe80::1%eth0")).toBe(countKey("fe80::2"));
  });

  it("is trusted where a network holds it, and never where it does not read", () => {
    const isTrusted = trusts(["10.0.0.0/8", "2001:db8::/32", "127.0.0.1"]);
    for (const address of ["10.1.2.3", "2001:db8:ffff::1", "127.0.0.1"]) expect(isTrusted(address)).toBe(true);
    for (const address of ["11.0.0.1", "::1", "127.0.0.2", "", "x"]) expect(isTrusted(address)).toBe(false);
    expect(trusts([])("127.0.0.1")).toBe(false);
  });
});
