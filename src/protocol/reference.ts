// docs/reference/modes.md and docs/reference/numerics.md, made from the tables of modes and numerics.
import { type ChannelModeKind, channelModes, userModes } from "./modes.ts";
import * as table from "./numerics.ts";

const KINDS: Readonly<Record<ChannelModeKind, string>> = {
  flag: "none",
  list: "a mask; without one it shows the list",
  key: "a key; any word takes it off",
  limit: "a number when it is set",
  status: "a member's nick",
};

/** Markdown. A test holds the file against it. */
export function modesReference(): string {
  return [
    "# Modes",
    "",
    "Made from `src/protocol/modes.ts` by `node scripts/generate-docs.js`; do not edit.",
    "`HELP CMODES` and `HELP UMODES` tell the same to clients.",
    "",
    "## Channels",
    "",
    "Set by operators of the channel with `MODE #channel +letters values`. A mask is `nick!user@host` with `*` and",
    "`?`; what is left out stands for all.",
    "",
    "| mode | value | what it does | prefix |",
    "| --- | --- | --- | --- |",
    ...channelModes.map(({ letter, kind, help, prefix }) => {
      return `| \`${letter}\` | ${KINDS[kind]} | ${help} | ${prefix ? `\`${prefix}\`` : ""} |`;
    }),
    "",
    "## Users",
    "",
    "Set by the user alone with `MODE nick +letters`; each can be taken off with `-`.",
    "",
    "| mode | what it does | who sets it |",
    "| --- | --- | --- |",
    ...userModes.map((mode) => `| \`${mode.letter}\` | ${mode.help} | ${whoSets(mode)} |`),
    "",
  ].join("\n");
}

function whoSets({ isFree, privilege }: (typeof userModes)[number]): string {
  if (privilege !== undefined) return `operators with \`${privilege}\``;
  return isFree ? "the user" : "the server";
}

const numerics = Object.values(table)
  .filter((each): each is table.Numeric => typeof each === "object")
  .sort((a, b) => (a.code < b.code ? -1 : 1));

/** Markdown. A test holds the file against it. */
export function numericsReference(): string {
  return [
    "# Numerics",
    "",
    "Made from `src/protocol/numerics.ts` by `node scripts/generate-docs.js`; do not edit.",
    "Names and texts are those of [Modern IRC](https://modern.ircdocs.horse/#numerics), where it has them.",
    "",
    "| code | name | closing text |",
    "| --- | --- | --- |",
    ...numerics.map(({ code, name, text }) => `| ${code} | \`${name}\` | ${closing(text)} |`),
    "",
  ].join("\n");
}

function closing(text: string | undefined): string {
  if (text === undefined) return "none";
  return text === table.FREE ? "*varies*" : text;
}
