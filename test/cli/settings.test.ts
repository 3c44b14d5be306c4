import { describe, expect, it } from "vitest";
import { isLoopback, shownPlace } from "../../src/cli/start/listen.ts";
import { settings } from "../../src/cli/start/settings.ts";
import { defaults } from "../../src/config/defaults.ts";

const plain = { websocket: false, proxy: false };
const nothing = { config: undefined, host: undefined, port: undefined, data: undefined, "no-limits": false };

describe("the settings of a start", () => {
  it("are the defaults where nothing is said", async () => {
    expect(await settings(nothing)).toEqual(defaults);
  });

  it("take host, port and data from the command line before the configuration", async () => {
    expect((await settings({ ...nothing, port: "0" })).listen).toEqual([{ ...plain, host: "127.0.0.1", port: 0 }]);
    expect((await settings({ ...nothing, host: "::1" })).listen).toEqual([{ ...plain, host: "::1", port: 6667 }]);
    expect((await settings({ ...nothing, data: "elsewhere" })).data).toBe("elsewhere");
    await expect(settings({ ...nothing, port: "70000" })).rejects.toThrow("--port: expected a whole number from 0 to");
  });

  it("without limits have a larger send queue, and only on loopback", async () => {
    const open = await settings({ ...nothing, "no-limits": true });
    expect(open.sessions.sendQueueBytes).toBeGreaterThan(defaults.sessions.sendQueueBytes);
    for (const host of ["127.0.0.1", "127.9.9.9", "::1", "localhost"]) expect(isLoopback(host)).toBe(true);
    for (const host of ["0.0.0.0", "::", "192.0.2.1", "127.example.org", "localhost.example.org"]) {
      expect(isLoopback(host)).toBe(false);
      await expect(settings({ ...nothing, host, "no-limits": true })).rejects.toThrow("loopback addresses only");
    }
  });

  it("show an IPv6 address in brackets", () => {
    expect(shownPlace("::1", 6667)).toBe("[::1]:6667");
    expect(shownPlace("127.0.0.1", 1)).toBe("127.0.0.1:1");
  });
});
