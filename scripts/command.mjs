import { openDatabase } from './database.mjs';
import { prepare, runScript } from './prepare.mjs';

/**
 * Runs `work` with the configuration and the database that `npm start` uses; it may be running at the same time. An
 * expected error is printed as its message alone, without a stack trace, as `npm start` does.
 */
export async function runCommand(work) {
  await runScript(async () => {
    await prepare();
    const { ConfigurationError, loadEnvironmentFile, processEnvironment, validate } =
      await import('../dist/bundle/commands.js');
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

/** Prints what is wrong and sets the exit status 1. */
export function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}

async function withPrisma(environment, work) {
  const { Pool, PrismaService } = await import('../dist/bundle/commands.js');
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

/** The same rule as in src/server.ts: a production database is migrated by hand only. */
async function migrate(environment, url) {
  const { installationConfig, storeConfig } = await import('../dist/bundle/commands.js');
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
