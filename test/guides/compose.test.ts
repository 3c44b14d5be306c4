// The file for docker compose: what it runs before the nodes, run here.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfiguration } from "../../src/config/load.ts";
import { pathWithHansard } from "./hansard-on-path.ts";

const folder = mkdtempSync(join(tmpdir(), "hansard-compose-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Service {
  readonly command: string;
  readonly networks: { readonly default: { readonly aliases: readonly string[] } };
}

interface Services {
  readonly setup: { readonly command: readonly string[] };
  readonly [node: string]: unknown;
}

it("the setup of compose.yaml configures each node with both others, where compose lets it find them", () => {
  const text = readFileSync(new URL("../../docs/guides/compose.yaml", import.meta.url), "utf8");
  const { setup, ...nodes } = (parse(text, { merge: true }) as { services: Services }).services;
  // Compose reads $$ as $.
  const [shell = "", ...args] = setup.command.map((word) => word.replaceAll("$$", "$"));
  const net = join(folder, "net");
  mkdirSync(net);
  const env = { ...process.env, PATH: pathWithHansard(folder) };
  for (const _ of ["once", "and again, which changes nothing"])
    execFileSync(shell, args, { cwd: net, env, stdio: "pipe" });
  const services = Object.values(nodes) as readonly Service[];
  const aliases = services.flatMap(({ networks }) => networks.default.aliases);
  expect(aliases).toHaveLength(3);
  for (const { command, networks } of services) {
    const { configuration, problems } = loadConfiguration(join(net, command.replace("hansard start --config ", "")));
    expect(problems).toEqual([]);
    expect(networks.default.aliases).toEqual([configuration?.node.name]);
    const others = aliases.filter((name) => name !== configuration?.node.name);
    expect(configuration?.links.peers.map(({ name, address }) => `${name} ${address}`)).toEqual(
      others.map((name) => `${name} ${name}:7000`),
    );
  }
});
