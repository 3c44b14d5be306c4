// The keys of those who run the network: operators, what they may do, and the cloaks that only some see behind.
import { z } from "zod";
import { privileges } from "../../projections/operators.ts";
import { readNetwork } from "../protocol/cidr.ts";
import { defaults } from "./defaults.ts";
import { didYouMean } from "./nearest.ts";
import { isPasswordHash } from "./password-hash.ts";
import { choice, flag, text } from "./values.ts";

const word = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,32}$/)
  .meta({ expected: "one word of 1 to 32 letters, digits, dots, hyphens and underscores" });

const operator = z.strictObject({
  name: word.describe("What is given to OPER, and shown in the record."),
  password: z
    .string()
    .refine(isPasswordHash, { error: "no hash" })
    .meta({ expected: "an argon2id hash in quotes, as `hansard password` prints it" })
    .describe("Hash of the password."),
  class: word.describe("What they may do: a name in operatorClasses."),
  hosts: z
    .array(text(255))
    .max(100)
    .default([])
    .meta({ expected: "a list of addresses, networks and masks, such as 192.0.2.0/24 or *.example.org" })
    .describe("From where; anywhere if it is empty."),
  tls: flag(false).describe("Only over a secure connection."),
});

export const privilegeNames = Object.keys(privileges) as [keyof typeof privileges, ...(keyof typeof privileges)[]];

const operatorClass = z.strictObject({
  name: word.describe("Named by operators."),
  privileges: z
    .array(choice(...privilegeNames))
    .meta({ expected: `a list of ${privilegeNames.join(", ")}` })
    .describe("What its operators may do."),
});

/** As strong as the digest that it keys. */
const LEAST_SECRET = 32;

const cloak = z.strictObject({
  isEnabled: flag(defaults.cloak.isEnabled).describe(
    "Users are shown with a cloak in place of their address or host name.",
  ),
  secret: text(200)
    .refine((value) => value.length >= LEAST_SECRET, { error: "too short" })
    .meta({ expected: "text of 32 to 200 characters, the same on every node of the network" })
    .optional()
    .describe("Key of the cloaks; without one, that of the data folder (cloak.secret), made at the first start."),
});
export const offices = {
  operators: z
    .array(operator)
    .max(1000)
    .default(defaults.operators)
    .meta({ expected: "a list of entries with name, password and class" })
    .describe("Who may become an operator of the network with OPER."),
  operatorClasses: z
    .array(operatorClass)
    .max(100)
    .default(defaults.operatorClasses)
    .meta({ expected: "a list of entries with name and privileges" })
    .describe("What operators may do, by class."),
  cloak: cloak.prefault({}).describe("Hidden addresses."),
};

interface Parts {
  readonly operators: readonly { readonly name: string; readonly class: string; readonly hosts: readonly string[] }[];
  readonly operatorClasses: readonly { readonly name: string }[];
}

interface Misfit {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What fits no other key: names that are not there or twice, and hosts that look like networks and are none. */
export function officeMisfits({ operators, operatorClasses }: Parts): readonly Misfit[] {
  const classes = operatorClasses.map(({ name }) => name);
  const found = [...twice("operators", operators), ...twice("operatorClasses", operatorClasses)];
  operators.forEach((each, at) => {
    if (!classes.includes(each.class)) {
      const message = `there is no class ${each.class} in operatorClasses${didYouMean(each.class, classes)}`;
      found.push({ path: ["operators", at, "class"], message });
    }
    each.hosts.forEach((host, nth) => {
      const isNetworkLike = host.includes("/") || /^[0-9a-f:]*:[0-9a-f:]*$/i.test(host);
      if (!isNetworkLike || readNetwork(host) !== undefined) return;
      found.push({ path: ["operators", at, "hosts", nth], message: `${JSON.stringify(host)} is no network` });
    });
  });
  return found;
}

function twice(list: string, entries: readonly { readonly name: string }[]): Misfit[] {
  return entries.flatMap(({ name }, at) => {
    const isAgain = entries.findIndex((each) => each.name === name) < at;
    return isAgain ? [{ path: [list, at, "name"], message: `${name} is there twice` }] : [];
  });
}
