import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { generatedFiles } from './configuration.docs.js';
import { columnsByTable } from './schema.docs.js';
import { LIMIT_DEFAULTS } from './throttling/limit.config.js';

const read = (path: string) => readFileSync(resolve(__dirname, '..', path), 'utf8');

const results = existsSync(resolve(__dirname, '../bench/RESULTS.md')) ? read('bench/RESULTS.md') : undefined;

it.each(Object.entries(generatedFiles(read, results)))('%s is what "npm run docs" writes', (path, text) => {
  expect(read(path)).toBe(text);
});

it('docs/configuration.md has every limit with its default', () => {
  const rows = [...read('docs/configuration.md').matchAll(/^\| `([a-z_]+)` *\| `(\d+)\/(\d+)`/gm)];
  const limits = rows.map(([, name, limit, windowSeconds]) => [
    name,
    { limit: Number(limit), windowSeconds: Number(windowSeconds) },
  ]);
  expect(Object.fromEntries(limits)).toEqual(LIMIT_DEFAULTS);
});

it('every column that docs/studio.md shows has a meaning in prisma/schema.prisma', () => {
  const shown = [...read('docs/studio.md').matchAll(/<!-- begin Columns of (\w+) -->/g)].map(([, table]) => table!);
  expect(shown).toContain('otp_tokens');
  const columns = columnsByTable(read('prisma/schema.prisma'));
  const empty = shown.flatMap((table) => columns.get(table)!.filter(({ meaning }) => meaning === undefined));
  expect(empty).toEqual([]);
});
