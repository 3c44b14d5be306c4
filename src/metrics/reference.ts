// The reference of metrics, from their table.
import { metricRows } from "./rows.ts";

export function metricsReference(): string {
  const rows = metricRows.map(({ name, kind, labels, help }) => {
    const of = labels.length === 0 ? "" : `{${labels.join(", ")}}`;
    return `| \`${name}${of}\` | ${kind} | ${help} |`;
  });
  return `# Metrics

Made from the code by \`npm run docs\`. With \`metrics.listen\` in the configuration the node answers \`GET /metrics\`
there, in the text format of Prometheus; beside these stand those of the process and of Node.js (\`process_…\`,
\`nodejs_…\`). Counters count from the start of the node.

| metric | kind | what it says |
| --- | --- | --- |
${rows.join("\n")}
`;
}
