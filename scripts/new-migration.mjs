// Writes a migration for the changes in prisma/schema.prisma since the last commit:
//   node scripts/new-migration.mjs add_something
// Read the SQL before you commit, and add what a Prisma schema cannot express, such as partial indexes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { openDatabase } from './database.mjs';
import { prepare, runScript } from './prepare.mjs';

await runScript(async () => {
  const name = process.argv[2];
  if (!/^[a-z0-9_]+$/.test(name ?? ''))
    throw new Error('Give the migration a name: node scripts/new-migration.mjs add_something');
  await prepare();
  const { schemaDifference } = await import('../dist/database/schema-engine.js');
  const isFirst = readdirSync('prisma/migrations', { withFileTypes: true }).every((entry) => !entry.isDirectory());
  const before = isFirst ? '' : execFileSync('git', ['show', 'HEAD:./prisma/schema.prisma'], { encoding: 'utf8' });
  const database = await openDatabase();
  try {
    const sql = await schemaDifference(database.url, before, readFileSync('prisma/schema.prisma', 'utf8'));
    if (sql.includes('This is an empty migration')) return console.log('The schema has not changed.');
    const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const folder = `prisma/migrations/${time}_${name}`;
    mkdirSync(folder);
    writeFileSync(`${folder}/migration.sql`, `${sql.trim()}\n`);
    console.log(`Wrote ${folder}/migration.sql`);
  } finally {
    await database.close();
  }
});
