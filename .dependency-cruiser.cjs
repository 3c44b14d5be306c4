// The layer table: who may import what. One direction, no back doors.
const layer = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { path: "^(src|events|projections)/", pathNot: [from, ...allowed] },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    layer("events", "^events/", []),
    layer("projections", "^projections/", ["^events/"]),
    layer("protocol", "^src/protocol/", []),
    layer("commands", "^src/commands/", ["^events/", "^projections/", "^src/protocol/"]),
    layer("record", "^src/record/", ["^events/", "^projections/"]),
    layer("delivery", "^src/delivery/", ["^events/", "^projections/", "^src/protocol/"]),
    layer("net", "^src/net/", ["^src/protocol/", "^src/delivery/outbox\\.ts$"]),
    layer("link", "^src/link/", ["^events/", "^src/record/"]),
    layer("audit", "^src/audit/", ["^events/", "^projections/", "^src/record/"]),
    layer("testing", "^src/testing/", []),
    layer("probe", "^src/probe/", ["^src/testing/"]),
    layer("config", "^src/config/", ["^src/node\\.ts$", "^projections/operators\\.ts$", "^src/protocol/"]),
    layer("metrics", "^src/metrics/", []),
    layer("cli", "^src/cli/", ["^src/node\\.ts$", "^src/audit/", "^src/config/", "^src/record/", "^src/net/", "^src/link/", "^src/metrics/", "^src/probe/", "^src/node-metrics\\.ts$", "^src/commands/runner/registry\\.ts$", "^events/"]),
    {
      name: "no-sockets-in-the-core",
      severity: "error",
      from: { path: "^(events|projections|src/(protocol|commands|delivery|testing))/" },
      to: { path: "^(node:)?(net|tls|http|https|dgram|fs|child_process)$", pathNot: "^(node:)?fs/promises$" },
    },
    { name: "no-log-outside-the-record", severity: "error", from: { pathNot: "^src/record/" }, to: { path: "better-sqlite3" } },
  ],
  options: { tsPreCompilationDeps: true, doNotFollow: { path: "node_modules" }, tsConfig: { fileName: "tsconfig.json" } },
};
