import { openDatabase } from './database.mjs';
import { prepare, runScript } from './prepare.mjs';

await runScript(async () => {
  await prepare();
  const { applyMigrations } = await import('../dist/bundle/commands.js');
  const database = await openDatabase();
  try {
    const applied = await applyMigrations(database.url, 'prisma/migrations');
    for (const name of applied) console.log(`Applied ${name}`);
    if (applied.length === 0) console.log('The database is up to date.');
  } finally {
    await database.close();
  }
});
