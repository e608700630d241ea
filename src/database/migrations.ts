import { createHash } from 'node:crypto';
import pg from 'pg';
import { hasCode } from './embedded/process-identity.js';
import { readMigrations, toMigrationList, withSchemaEngine, type Migration } from './schema-engine.js';

/** Taken by Prisma's engine while it works. https://www.prisma.io/docs/orm/prisma-migrate/workflows/development-and-production#advisory-locking */
const PRISMA_ADVISORY_LOCK = 72_707_369;
/** Taken by Ramz around that, so that processes that start together load the engine once. */
const ADVISORY_LOCK = 72_707_370;
const LOCK_TIMEOUT = '120s';

/** Names of the migrations in `dir` that the database lacks, oldest first. Throws when one failed or was edited. */
export async function pendingMigrations(url: string, dir: string): Promise<string[]> {
  const migrations = await readMigrations(dir);
  return withClient(url, async (client) => (await findPending(client, migrations)).map(({ name }) => name));
}

/** Applies what is pending, once however many processes ask at the same time, and returns the names. */
export async function applyMigrations(url: string, dir: string): Promise<string[]> {
  const migrations = await readMigrations(dir);
  return withClient(url, async (client) => {
    if ((await findPending(client, migrations)).length === 0) return [];
    await lock(client);
    if ((await findPending(client, migrations)).length === 0) return [];
    const migrationsList = await toMigrationList(dir, migrations);
    try {
      return await withSchemaEngine(url, async (engine) => {
        const filters = { externalTables: [], externalEnums: [] };
        return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
      });
    } catch (error) {
      // oxlint-disable-next-line eslint/preserve-caught-error -- the cause may quote the connection string
      throw new Error(`A migration failed: ${withoutPassword(messageOf(error), url)}`);
    }
  });
}

interface MigrationRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

async function findPending(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  let rows = await readHistory(client);
  if (rows.some((row) => row.finished_at === null)) {
    // It may be in the hands of another process, and done once that lets go of the lock.
    await lock(client);
    rows = await readHistory(client);
  }
  const failed = rows.find((row) => row.finished_at === null);
  if (failed) {
    throw new Error(
      `Migration ${failed.migration_name} began and did not finish. Repair the database by hand, then run ` +
        `"npx prisma migrate resolve --rolled-back ${failed.migration_name}" (or --applied).`,
    );
  }
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const edited = migrations.find(({ name, sql }) => applied.has(name) && !hasChecksum(sql, applied.get(name)));
  if (edited) {
    throw new Error(
      `Migration ${edited.name} was edited after this database applied it. Restore its migration.sql and put the ` +
        'change into a new migration.',
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

/** Held until the connection ends. Prisma's own lock is only waited for: the engine takes it on another connection. */
async function lock(client: pg.Client): Promise<void> {
  await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
  await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
  await client.query('SELECT pg_advisory_lock($1)', [PRISMA_ADVISORY_LOCK]);
  await client.query('SELECT pg_advisory_unlock($1)', [PRISMA_ADVISORY_LOCK]);
}

async function readHistory(client: pg.Client): Promise<MigrationRow[]> {
  try {
    const { rows } = await client.query<MigrationRow>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    );
    return rows;
  } catch (error) {
    const UNDEFINED_TABLE = '42P01';
    if (hasCode(error, UNDEFINED_TABLE)) return [];
    throw error;
  }
}

/** Like Prisma, takes no notice of how the checkout ends its lines. */
function hasChecksum(sql: string, checksum: string | undefined): boolean {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].some((text) => sha256(text) === checksum);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  let client: pg.Client;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    await client.connect();
  } catch (error) {
    // oxlint-disable-next-line eslint/preserve-caught-error -- the cause may quote the connection string
    throw new Error(`The database cannot be reached: ${withoutPassword(messageOf(error), url)}`);
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function messageOf(error: unknown): string {
  // A refused connection to a name with several addresses is an AggregateError without a message.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function withoutPassword(message: string, url: string): string {
  const password = URL.canParse(url) ? new URL(url).password : '';
  const clean = message.replaceAll(url, '(connection string)');
  return password ? clean.replaceAll(password, '***').replaceAll(decodeURIComponent(password), '***') : clean;
}
