import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { tableOf } from './table.mjs';

const FILE = new URL('../RESULTS.md', import.meta.url);

/** Writes RESULTS.md (the machine, the day, and a table for each store). `npm run docs` writes the pages that quote it. */
export function writeResults(results, { pairs, scale }) {
  const [{ model }] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const tables = Object.entries(results).map(
    ([kind, rows]) => `## ${kind === 'redis' ? 'PostgreSQL and Redis' : 'PostgreSQL alone'}\n\n${tableOf(rows)}\n`,
  );
  const text = `# Results

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${model}), ${memory} GiB, Linux ${release()},
Node ${process.versions.node}. Medians of ${pairs} pairs${scale === 1 ? '' : `, each with ${scale} of the requests`}. Servers, stores and the load generator share the cores. [README.md](README.md)
explains the rows.

${tables.join('\n')}`;
  writeFileSync(FILE, text);
}
