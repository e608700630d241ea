// Writes a migration for the changes in prisma/schema.prisma since the last commit:
//   node scripts/new-migration.mjs add_something
// Read the SQL before you commit, and add what a Prisma schema cannot express, such as partial indexes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { prepare, runScript } from './prepare.mjs';

await runScript(async () => {
  const name = process.argv[2];
  if (!/^[a-z0-9_]+$/.test(name ?? ''))
    throw new Error('Give the migration a name: node scripts/new-migration.mjs add_something');
  await prepare();
  const { loadEnvironmentFile, openDatabase, processEnvironment } = await import('../dist/bundle/commands.js');
  const { schemaDifference } = await import('../dist/database/schema-engine.js');
  loadEnvironmentFile();
  const isFirst = readdirSync('prisma/migrations', { withFileTypes: true }).every((entry) => !entry.isDirectory());
  const before = isFirst ? '' : execFileSync('git', ['show', 'HEAD:./prisma/schema.prisma'], { encoding: 'utf8' });
  const database = await openDatabase(processEnvironment(), (line) => console.error(`PostgreSQL: ${line}`));
  try {
    const sql = await schemaDifference(database.directUrl, before, readFileSync('prisma/schema.prisma', 'utf8'));
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
