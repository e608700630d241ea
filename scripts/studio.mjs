// Opens Prisma Studio on the database that `npm start` uses.
import { spawn } from 'node:child_process';
import { openDatabase } from './database.mjs';
import { prepare, runScript } from './prepare.mjs';

const port = process.env.STUDIO_PORT || '5555';

await runScript(async () => {
  await prepare();
  const { applyMigrations } = await import('../dist/database/migrations.js');
  const database = await openDatabase();
  try {
    if (!process.env.DATABASE_URL) await applyMigrations(database.url, 'prisma/migrations');
    // In the environment, not as --url: the list of processes is open to everyone on the machine.
    const env = { ...process.env, DATABASE_URL: database.url, CHECKPOINT_DISABLE: '1' };
    const args = ['node_modules/prisma/build/index.js', 'studio', '--browser', 'none', '--port', port];
    const studio = spawn(process.execPath, args, { env, stdio: 'inherit' });
    // Ctrl-C reaches both; this process stays until Studio has gone, to stop the database after it.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => studio.kill(signal));
    console.log(`Prisma Studio: http://localhost:${port} (Ctrl-C ends it)`);
    await new Promise((done, fail) => studio.once('exit', done).once('error', fail));
  } finally {
    await database.close();
  }
});
