// Names of hosts: which are believed, how long they are kept, and that nobody waits for them for long.
import { describe, expect, it } from "vitest";
import { HostNames, type Resolver } from "../../src/net/host-names.ts";
import { VirtualTime } from "../record/virtual-time.ts";

const LIMITS = { waitMs: 1500, entries: 100, keepMs: 300_000 };

/** A DNS of which each test says what it knows. */
class Known implements Resolver {
  readonly asked: string[] = [];
  readonly reverse = new Map<string, readonly string[]>();
  readonly forward = new Map<string, readonly string[]>();
  seconds = 60;
  /** Answers wait for this. */
  gate: Promise<unknown> = Promise.resolve();

  async names(address: string): Promise<readonly string[]> {
    this.asked.push(address);
    await this.gate;
    return this.found(this.reverse.get(address));
  }

  async addresses(name: string, family: 4 | 6) {
    this.asked.push(`${name} ${family}`);
    await this.gate;
    return { addresses: this.found(this.forward.get(name)), seconds: this.seconds };
  }

  found(answer: readonly string[] | undefined): readonly string[] {
    if (answer === undefined) throw new Error("queryPtr ENOTFOUND");
    return answer;
  }
}

function stage(limits: Partial<typeof LIMITS> = {}) {
  const [time, dns] = [new VirtualTime(1), new Known()];
  const names = new HostNames({
    resolver: dns,
    now: () => time.micros / 1000,
    after: time.ports.scheduler.after,
    limits: { ...LIMITS, ...limits },
  });
  const know = (address: string, name: string) => {
    dns.reverse.set(address, [name]);
    dns.forward.set(name.toLowerCase(), [address]);
  };
  return { time, dns, names, know };
}

describe("the name of a host", () => {
  it("is one that leads back to the address", async () => {
    const { names, dns, know } = stage();
    know("8.8.4.4", "Dialup.Example.Net");
    dns.reverse.set("8.8.4.5", ["irc.example.net"]);
    dns.forward.set("irc.example.net", ["8.8.4.6"]);
    dns.reverse.set("8.8.4.7", ["wrong.example.net", "right.example.net"]);
    dns.forward.set("right.example.net", ["8.8.4.1", "8.8.4.7"]);
    expect(await names.of("8.8.4.4")).toBe("dialup.example.net");
    expect(await names.of("8.8.4.5")).toBeUndefined();
    expect(await names.of("8.8.4.7")).toBe("right.example.net");
    expect(await names.of("8.8.4.8")).toBeUndefined();
  });

  it("of an IPv6 address may be confirmed in another form of it", async () => {
    const { names, dns } = stage();
    dns.reverse.set("2600::1", ["six.example.net"]);
    dns.forward.set("six.example.net", ["2600:0:0::0001"]);
    expect(await names.of("2600::1")).toBe("six.example.net");
    expect(dns.asked).toEqual(["2600::1", "six.example.net 6"]);
  });

  it("is no word that lines or masks could not bear", async () => {
    const { names, know } = stage();
    const bad = ["a b.example.net", "*.example.net", ":x.example.net", "localhost", "1.2.3.4", `${"a".repeat(60)}.net`];
    for (const [at, name] of bad.entries()) {
      know(`8.8.8.${at}`, name);
      expect(await names.of(`8.8.8.${at}`), name).toBeUndefined();
    }
  });

  it("is not asked for where an address is local, or none", () => {
    const { names, dns } = stage();
    const local = [
      "127.0.0.1",
      "10.1.2.3",
      "192.168.0.1",
      "172.31.0.1",
      "169.254.1.1",
      "100.64.0.1",
      "0::1",
      "fe80::1",
    ];
    for (const address of [...local, "fd00::1", "", "not an address"])
      expect(names.of(address), address).toBeUndefined();
    expect(dns.asked).toEqual([]);
  });
});

describe("answers", () => {
  it("are kept for as long as they say, and no longer than the bound", async () => {
    for (const [seconds, ms] of [
      [60, 60_000],
      [86_400, 300_000],
      [0, 1000],
    ] as const) {
      const { names, dns, know, time } = stage();
      dns.seconds = seconds;
      know("8.8.4.4", "a.example.net");
      await names.of("8.8.4.4");
      time.advance(ms - 1);
      expect(names.of("8.8.4.4")).toBe("a.example.net");
      time.advance(2);
      await names.of("8.8.4.4");
      expect(dns.asked.filter((each) => each === "8.8.4.4")).toHaveLength(2);
    }
  });

  it("that there is none are kept for a minute", async () => {
    const { names, dns, time } = stage();
    for (const answer of [undefined, []]) {
      if (answer !== undefined) dns.reverse.set("8.8.4.4", answer);
      expect(await names.of("8.8.4.4")).toBeUndefined();
      time.advance(59_000);
      expect(names.of("8.8.4.4")).toBeUndefined();
      time.advance(2000);
    }
    expect(dns.asked).toEqual(["8.8.4.4", "8.8.4.4"]);
  });

  it("serve all who wait for the same", async () => {
    const { names, dns, know } = stage();
    know("8.8.4.4", "a.example.net");
    const waiting = Array.from({ length: 20 }, () => names.of("8.8.4.4"));
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["a.example.net"]));
    expect(dns.asked).toEqual(["8.8.4.4", "a.example.net 4"]);
  });

  it("that are slow keep nobody longer than the wait, and are there for the next", async () => {
    const { names, dns, know, time } = stage();
    know("8.8.4.4", "a.example.net");
    let open: (value?: unknown) => void = () => undefined;
    dns.gate = new Promise((resolve) => {
      open = resolve;
    });
    const first = names.of("8.8.4.4");
    time.advance(LIMITS.waitMs);
    expect(await first).toBeUndefined();
    const second = names.of("8.8.4.4");
    open();
    expect(await second).toBe("a.example.net");
    expect(names.of("8.8.4.4")).toBe("a.example.net");
    expect(dns.asked).toEqual(["8.8.4.4", "a.example.net 4"]);
  });

  it("are bounded and counted", async () => {
    const { names, know } = stage({ entries: 4 });
    for (let at = 0; at < 6; at++) know(`8.8.4.${at}`, `h${at}.example.net`);
    for (let at = 0; at < 6; at++) await names.of(`8.8.4.${at}`);
    expect(names.of("8.8.4.5")).toBe("h5.example.net");
    expect(names.figures()).toEqual([
      { name: "host names", size: 4, max: 4, hits: 1, misses: 6, evictions: 2 },
      { name: "addresses of host names", size: 4, max: 4, hits: 0, misses: 6, evictions: 2 },
    ]);
  });
});
