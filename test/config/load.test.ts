import { describe, expect, it } from "vitest";
import { defaults } from "../../src/config/defaults.ts";
import { loadConfiguration, readConfiguration } from "../../src/config/load.ts";
import { sample } from "../../src/config/sample.ts";
import { defaultConfiguration } from "../../src/config/schema.ts";

const problems = (text: string) => readConfiguration(text, "sample.yaml").problems;

describe("the configuration file", () => {
  it("has the same defaults with and without the schema library", () => {
    expect(defaultConfiguration()).toEqual(defaults);
  });

  it("may be empty, or have sections whose keys are all commented out", () => {
    for (const text of ["", "# nothing\n", "limits:\nsessions:\n  # floodBurst: 3\n"]) {
      expect(readConfiguration(text, "sample.yaml").configuration).toEqual(defaults);
    }
  });

  it("as init writes it, reads back as the defaults", () => {
    expect(readConfiguration(sample(), "sample.yaml")).toEqual({
      configuration: defaults,
      problems: [],
      isMissing: false,
    });
  });

  it("keeps what it says and adds the defaults of what it leaves out", () => {
    const { configuration } = readConfiguration("limits:\n  nickBytes: 12\npassword: sesame\n", "sample.yaml");
    expect(configuration).toEqual({
      ...defaults,
      limits: { ...defaults.limits, nickBytes: 12 },
      password: "sesame",
    });
  });

  it("is told line, key and nearest name of a key that does not exist", () => {
    expect(problems("network: A\nlimits:\n  nickByte: 20\n")).toEqual([
      "sample.yaml:3: limits.nickByte is not a key; did you mean nickBytes?",
    ]);
  });

  it("is told the full name of a key that stands in the wrong section", () => {
    expect(problems("floodBurst: 20\n")).toEqual([
      "sample.yaml:1: floodBurst is not a key; did you mean sessions.floodBurst?",
    ]);
  });

  it("is told what was expected and what was found", () => {
    expect(problems("\nrecord:\n  private: yes\n")).toEqual([
      'sample.yaml:3: record.private: expected one of body, digest, none; found "yes"',
    ]);
    expect(problems("limits:\n  nickBytes: 5\n  topicBytes: many\n")).toEqual([
      "sample.yaml:2: limits.nickBytes: expected a whole number from 9 to 64 (bytes); found 5",
      'sample.yaml:3: limits.topicBytes: expected a whole number from 10 to 390 (bytes); found "many"',
    ]);
  });

  it("is told of entries of lists by their place", () => {
    expect(problems("listen:\n  - port: 1\n  - prt: 2\n  - port: 70000\n")).toEqual([
      "sample.yaml:3: listen[1].prt is not a key; did you mean port?",
      "sample.yaml:4: listen[2].port: expected a whole number from 0 to 65535; found 70000",
    ]);
  });

  it("lists all mistakes, in the order of the lines", () => {
    const found = problems("floodbrst: 1\nnode:\n  id: 123\n  name: nodot\nmotd: hello\n");
    expect(found.map((line) => line.split(":")[1])).toEqual(["1", "3", "4", "5"]);
    expect(found[1]).toContain("(write it in quotes)");
  });

  it("is told of broken YAML and of keys written twice, with the line", () => {
    expect(problems("network: A\nlimits: {\n")[0]).toMatch(/^sample\.yaml:\d: not YAML: /);
    expect(problems("network: A\ndata: x\nnetwork: B\n")).toEqual(["sample.yaml:3: network is written twice"]);
    expect(problems("data: &x y\nnetwork: *x\n")).toEqual(["sample.yaml:2: aliases (*) are not taken"]);
  });

  it("never prints a password, right or wrong", () => {
    for (const text of ["password: 123456789\n", "password: [sesame]\n", "pasword: sesame\n"]) {
      expect(problems(text)).toHaveLength(1);
      expect(problems(text).join()).not.toMatch(/123456789|sesame/);
    }
  });

  it("takes no control characters into lines of the protocol", () => {
    expect(problems('motd:\n  - "a\\r\\nQUIT"\n')).toHaveLength(1);
    expect(problems('node:\n  description: "a\\nb"\n')).toHaveLength(1);
  });

  it("that does not exist is told apart from one with mistakes", () => {
    expect(loadConfiguration("/nonexistent/x.yaml")).toEqual({
      configuration: undefined,
      problems: ["/nonexistent/x.yaml does not exist"],
      isMissing: true,
    });
  });
});
