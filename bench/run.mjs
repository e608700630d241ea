// npm run bench -- [--store postgres|redis] [--rows send,cycle] [--pairs 5] [--scale 1] [--short]
//                  [--against ../another-checkout] [--old-rows 10000000]
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROWS } from './rows/index.mjs';
import { measurePairs } from './support/pairs.mjs';
import { writeResults } from './support/results.mjs';
import { startStores } from './support/stores.mjs';
import { tableOf } from './support/table.mjs';

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    rows: { type: 'string' },
    pairs: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
    against: { type: 'string' },
    'old-rows': { type: 'string', default: '1000000' },
  },
});
const names = [...new Set(ROWS.map(({ name }) => name))];
const oldRows = Number(values['old-rows']);
const byDefault = ROWS.filter(({ name, onlyByName }) => !onlyByName && (oldRows > 0 || !name.startsWith('old-rows')));
const wanted = values.rows?.split(',') ?? byDefault.map(({ name }) => name);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`Unknown rows: ${unknown.join(', ')}. There are ${names.join(', ')}.`);
const kinds = values.store ? [values.store] : ['postgres', 'redis'];
const pairs = values.short ? 0 : Number(values.pairs);

const results = {};
for (const kind of kinds) {
  results[kind] = [];
  const stores = await startStores(kind);
  const interrupted = () => void stores.stop().finally(() => process.exit(1));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    for (const row of ROWS.filter(({ name }) => wanted.includes(name))) {
      console.error(`${kind}: ${row.title}…`);
      results[kind].push(await measureRow(row, stores));
      console.error(tableOf(results[kind].slice(-1)));
    }
  } finally {
    await stores.stop();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
  const notes = new Set(results[kind].flatMap(({ note }) => note ?? []));
  console.log([`\n${kind}`, tableOf(results[kind]), ...notes].join('\n\n') + '\n');
}
const isWhole = !values.rows && !values.store && !values.short && !values.against;
if (isWhole) {
  writeResults(results, { pairs, scale: Number(values.scale) });
  execFileSync('npm', ['run', '-s', 'docs'], { cwd: resolve(import.meta.dirname, '..'), stdio: 'inherit' });
}

async function measureRow({ title, unit, note, open }, stores) {
  const against = values.against && resolve(values.against);
  const row = await open({
    stores,
    against,
    short: values.short,
    oldRows,
    scale: Number(values.scale),
  });
  try {
    return {
      title,
      unit,
      note,
      sides: await measurePairs(row, { pairs, storePids: stores.pids, afterFirst: () => stores.postgres.analyse() }),
    };
  } finally {
    for (const side of row.sides) await side.close?.();
    await row.close();
  }
}
