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
    // In the environment, not as --url, because every user of the machine can read the arguments of a process.
    const env = { ...process.env, DATABASE_URL: database.url, CHECKPOINT_DISABLE: '1' };
    const args = ['node_modules/prisma/build/index.js', 'studio', '--browser', 'none', '--port', port];
    const studio = spawn(process.execPath, args, { env, stdio: 'inherit' });
    // Ctrl-C reaches both processes; this one waits for Studio, because it stops the database afterwards.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => studio.kill(signal));
    console.log(`Prisma Studio: http://localhost:${port} (Ctrl-C stops it)`);
    await new Promise((done, fail) => studio.once('exit', done).once('error', fail));
  } finally {
    await database.close();
  }
});
