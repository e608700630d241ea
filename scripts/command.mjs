import { openDatabase } from './database.mjs';
import { prepare, runScript } from './prepare.mjs';

/**
 * Runs `work` with the configuration, and with the database that `npm start` would use, also while it runs. As with
 * `npm start`, a fault with a sentence is told in that sentence.
 */
export async function runCommand(work) {
  await runScript(async () => {
    await prepare();
    const { ConfigurationError, loadEnvironmentFile, processEnvironment, validate } =
      await import('../dist/commands.js');
    try {
      loadEnvironmentFile();
      const environment = processEnvironment();
      validate(environment);
      await withPrisma(environment, (prisma) => work({ environment, prisma }));
    } catch (error) {
      if (!(error instanceof ConfigurationError) && error.constructor !== Error) throw error;
      fail(error.message);
    }
  });
}

/** Tells what is wrong, and has the process end with status 1. */
export function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}

async function withPrisma(environment, work) {
  const { Pool, PrismaService } = await import('../dist/commands.js');
  const database = await openDatabase();
  try {
    await migrate(environment, database.url);
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

/** As src/server.ts does: production has its migrations applied on purpose. */
async function migrate(environment, url) {
  const { installationConfig, storeConfig } = await import('../dist/commands.js');
  const { production } = installationConfig.read(environment);
  const { databaseUrl } = storeConfig.read(environment);
  const { applyMigrations, pendingMigrations } = await import('../dist/database/migrations.js');
  if (!production || !databaseUrl) {
    await applyMigrations(url, 'prisma/migrations');
    return;
  }
  const pending = await pendingMigrations(url, 'prisma/migrations');
  if (pending.length > 0) throw new Error(`The database lacks ${pending.length} migrations. Run: npm run migrate`);
}
