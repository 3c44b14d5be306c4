import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../src/config/load.ts";
import { hashPassword, isPasswordHash, verifyPassword } from "../../src/config/password-hash.ts";
import { withoutSecrets } from "../../src/config/secrets.ts";

const HASH = "$argon2id$v=19$m=19456,t=2,p=1$czwDq9U1jiVvnMnMUF41hg$OppzME+Jz+LhfUPIJZquBxgu40m9BYCPKBn3deCqBcQ";
const problems = (text: string) => readConfiguration(text, "h.yaml").problems;

const FILE = `operators:
  - name: alice
    password: "${HASH}"
    class: netadmin
    hosts: ["192.0.2.0/24", "*.example.org"]
operatorClasses:
  - name: netadmin
    privileges: [kill, ban]
`;

describe("the configuration of operators", () => {
  it("has names, hashes, classes and hosts", () => {
    expect(readConfiguration(FILE, "h.yaml").configuration?.operators).toEqual([
      { name: "alice", password: HASH, class: "netadmin", hosts: ["192.0.2.0/24", "*.example.org"], tls: false },
    ]);
  });

  it("names the nearest privilege and the nearest class", () => {
    expect(problems(FILE.replace("kill, ban", "kil, ban"))).toEqual([
      expect.stringMatching(
        /^h\.yaml:8: operatorClasses\[0\]\.privileges\[0\]: expected .*; found "kil"; did you mean kill\?$/,
      ),
    ]);
    expect(problems(FILE.replace("class: netadmin", "class: netadmn"))).toEqual([
      "h.yaml:4: operators[0].class: there is no class netadmn in operatorClasses; did you mean netadmin?",
    ]);
  });

  it("takes hashes only, and never prints what was there instead", () => {
    const [problem = "", ...more] = problems(FILE.replace(HASH, "sesame"));
    expect(more).toEqual([]);
    expect(problem).toMatch(/^h\.yaml:3: operators\[0\]\.password: expected an argon2id hash/);
    expect(problem).not.toContain("sesame");
  });

  it("refuses names that are there twice, and hosts that look like networks and are none", () => {
    const twice = FILE.replace(
      "operatorClasses:",
      `  - { name: alice, password: "${HASH}", class: netadmin }\noperatorClasses:`,
    );
    expect(problems(twice)).toEqual(["h.yaml:6: operators[1].name: alice is there twice"]);
    expect(problems(FILE.replace("192.0.2.0/24", "192.0.2.0/33"))).toEqual([
      'h.yaml:5: operators[0].hosts[0]: "192.0.2.0/33" is no network',
    ]);
  });

  it("has a secret for cloaks that is long enough, and never shown", () => {
    const [problem = ""] = problems("cloak:\n  secret: short-one\n");
    expect(problem).toMatch(/^h\.yaml:2: cloak\.secret: expected text of 32 to 200 characters/);
    expect(problem).not.toContain("short-one");
  });
});

describe("a password hash", () => {
  it("is made and verified", async () => {
    const hash = await hashPassword("correct horse");
    expect(isPasswordHash(hash)).toBe(true);
    expect(hash).not.toContain("horse");
    expect(await verifyPassword(hash, "correct horse")).toBe(true);
    expect(await verifyPassword(hash, "correct house")).toBe(false);
    expect(await verifyPassword("$argon2id$junk", "x")).toBe(false);
  });

  it("of another kind, or at a cost that would stop the machine, is none", () => {
    expect(isPasswordHash(HASH)).toBe(true);
    for (const hash of [
      HASH.replace("argon2id", "argon2i"),
      HASH.replace("m=19456", "m=9999999"),
      HASH.replace("t=2", "t=500"),
      HASH.replace("p=1", "p=99"),
      `${HASH} `,
      "sesame",
      "",
    ])
      expect(isPasswordHash(hash), hash).toBe(false);
  });
});

describe("secrets", () => {
  it("are taken out however deep they stand", () => {
    const value = { password: "a", webirc: [{ name: "g", password: "b" }], cloak: { secret: "c", isEnabled: true } };
    expect(withoutSecrets(value)).toEqual({ webirc: [{ name: "g" }], cloak: { isEnabled: true } });
  });
});
