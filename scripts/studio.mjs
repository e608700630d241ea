// Opens Prisma Studio on the database that `npm start` uses.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openDatabase } from './database.mjs';
import { prepare, runScript } from './prepare.mjs';

/** Studio sorts columns by name and rows by id. These pages show first what an administrator looks for, newest first. */
const PAGES = {
  codes: page('otp_tokens', 'recipient,status,purpose,debug_code,created_at'),
  messages: page('messages', 'recipient,status,provider,last_error,created_at'),
};

await runScript(async () => {
  await prepare();
  const { installationConfig, prepareDatabase } = await import('../dist/bundle/commands.js');
  const database = await openDatabase();
  try {
    const { studioPort } = installationConfig.read(database.environment);
    await assertFree(studioPort);
    await prepareDatabase(database.url, 'prisma/migrations', { byHand: database.byHand });
    // In the environment, not as --url, because every user of the machine can read the arguments of a process.
    // CHECKPOINT_DISABLE: the command calls no other host. The page is kept from it by the policy.
    const env = { ...process.env, DATABASE_URL: database.url, CHECKPOINT_DISABLE: '1' };
    const policy = pathToFileURL(join(import.meta.dirname, 'studio-policy.mjs')).href;
    const command = ['node_modules/prisma/build/index.js', 'studio', '--browser', 'none', '--port', String(studioPort)];
    const args = ['--import', policy, ...command];
    const studio = spawn(process.execPath, args, { env, stdio: 'inherit' });
    // Ctrl-C reaches both processes; this one waits for Studio, because it stops the database afterwards.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => studio.kill(signal));
    console.log(`Prisma Studio (Ctrl-C stops it)`);
    for (const [what, address] of Object.entries(PAGES))
      console.log(`  ${what}  http://localhost:${studioPort}/#${address}`);
    await once(studio, 'exit');
  } finally {
    await database.close();
  }
});

async function assertFree(port) {
  const probe = createServer().listen(port);
  try {
    await once(probe, 'listening');
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is in use, maybe by another Studio. Stop it, or set STUDIO_PORT to another port.`, {
      cause: error,
    });
  }
  probe.close();
  await once(probe, 'close');
}

function page(table, pinned) {
  return new URLSearchParams({
    schema: 'public',
    view: 'table',
    table,
    sort: 'created_at:desc',
    pin: pinned,
  }).toString();
}
