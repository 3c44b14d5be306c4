// Versions of events: how a node says what it understands, and the same event in an older version.
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue, type EventType, eventTypes } from "../../events/catalogue.ts";
import { BASELINE, isKnown, loweredBody, OWN_VERSIONS, understandsText, understoodIn } from "../../events/versions.ts";

const versions = fc.dictionary(fc.stringMatching(/^[A-Z]{1,12}$/), fc.integer({ min: 1, max: 99 }));

describe("what a node understands", () => {
  it("is read from its opening as it was said, whatever the baseline", () => {
    fc.assert(
      fc.property(versions, versions, (own, baseline) => {
        const understood = understoodIn(understandsText(own, baseline), baseline);
        for (const [type, version] of Object.entries(own)) {
          expect(understood.get(type)).toBe(Math.max(version, baseline[type] ?? 0));
        }
      }),
    );
  });

  it("goes without saying where it is the baseline", () => {
    expect(understandsText(BASELINE)).toBeUndefined();
    expect(understandsText({ ...BASELINE, TOPIC: 2, POKE: 1 })).toBe("TOPIC:2 POKE:1");
    expect(understandsText()).toBeUndefined();
  });

  it.each(["PRIVMSG:1", "x", "TOPIC:2x", "TOPIC:-3", "TOPIC:0", ":", "TOPIC", " ", "TOPIC:9999999", "tOPIC:3"])(
    "is never less than the baseline, with %j as well",
    (text) => {
      expect(Object.fromEntries(understoodIn(text))).toEqual(BASELINE);
    },
  );

  it("has a golden file for each version of the baseline, which this build still reads and writes", () => {
    const files = readdirSync(new URL("../../events/versions/", import.meta.url));
    for (const [type, version] of Object.entries(BASELINE)) {
      expect(files).toContain(`${type}.${version}.json`);
      expect(OWN_VERSIONS[type]).toBeGreaterThanOrEqual(version);
    }
  });

  it("ends with this build's own versions", () => {
    for (const [type, version] of Object.entries(OWN_VERSIONS) as [EventType, number][]) {
      expect(isKnown({ type, version })).toBe(true);
      expect(isKnown({ type, version: version + 1 })).toBe(false);
    }
    for (const type of ["POKE", "toString", "__proto__"])
      expect(isKnown({ type: type as EventType, version: 1 })).toBe(false);
  });
});

describe("an event in an older version", () => {
  const said = { channel: "#c", text: "hi" } as never;

  it("is the same where the newer one adds nothing", () => {
    for (const type of ["PRIVMSG", "NOTICE"] as const) expect(loweredBody(type, said, 1)).toEqual(said);
  });

  it("goes without what only adorns it, and is not written without what it needs", () => {
    const tagged = { channel: "#c", text: "hi", tags: "+typing=done" } as never;
    expect(loweredBody("PRIVMSG", tagged, 1)).toEqual(said);
    expect(loweredBody("PRIVMSG", tagged, 2)).toBe(tagged);
    expect(loweredBody("PRIVMSG", { channel: "#c", status: "o", text: "for operators" } as never, 1)).toBeUndefined();
  });

  it("does not exist where a type is not known at all", () => {
    for (const type of eventTypes) expect(loweredBody(type, {} as never, 0)).toBeUndefined();
  });

  it("says of each field that came later to which version it belongs", () => {
    for (const type of eventTypes) {
      const { version, fields, since = {} } = catalogue[type];
      for (const [field, later] of Object.entries(since)) {
        expect(Object.keys(fields)).toContain(field);
        expect(later.version).toBeGreaterThan(1);
        expect(later.version).toBeLessThanOrEqual(version);
      }
    }
  });
});
