import { openDatabase } from './database.mjs';
import { prepare, runScript } from './prepare.mjs';

/** Runs `work` with the configuration, and with the database that `npm start` would use, also while it runs. */
export async function runCommand(work) {
  await runScript(async () => {
    await prepare();
    const { ConfigurationError, readConfig } = await import('../dist/commands.js');
    try {
      const config = readConfig();
      await withPrisma((prisma) => work({ config, prisma }));
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      fail(error.message);
    }
  });
}

/** Tells what is wrong, and has the process end with status 1. */
export function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}

async function withPrisma(work) {
  const { applyMigrations, Pool, PrismaService } = await import('../dist/commands.js');
  const database = await openDatabase();
  try {
    if (!process.env.DATABASE_URL) await applyMigrations(database.url, 'prisma/migrations');
    const pool = new Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 5000 });
    try {
      await work(new PrismaService(pool));
    } finally {
      await pool.end();
    }
  } finally {
    await database.close();
  }
}
