import { openDatabase } from './database.mjs';
import { prepare, runScript } from './prepare.mjs';

/** Runs `work` with the configuration and the database that `npm start` uses; it may be running at the same time. */
export async function runCommand(work) {
  await runScript(async () => {
    await prepare();
    const { loadEnvironmentFile, Pool, prepareDatabase, PrismaService, processEnvironment, validate } =
      await import('../dist/bundle/commands.js');
    loadEnvironmentFile();
    validate(processEnvironment());
    const { url, environment, byHand, close } = await openDatabase();
    try {
      await prepareDatabase(url, 'prisma/migrations', { byHand });
      const pool = new Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 5000 });
      try {
        await work({ environment, prisma: new PrismaService(pool) });
      } finally {
        await pool.end();
      }
    } finally {
      await close();
    }
  });
}

/** Prints what is wrong and sets the exit status 1. */
export function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}
