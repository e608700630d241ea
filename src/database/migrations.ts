import { createHash } from 'node:crypto';
import type pg from 'pg';
import { codeOf } from '../common/system-error.js';
import { messageOf, withoutPassword } from './connection-failure.js';
import { withDatabase, type DatabaseSession } from './database-session.js';
import { assertOwnDatabase } from './foreign-tables.js';
import { readMigrations, toMigrationList, type Migration } from './migration-files.js';
import { withSchemaEngine } from './schema-engine.js';

/** The lock of Prisma's engine: https://www.prisma.io/docs/orm/prisma-migrate/workflows/development-and-production#advisory-locking */
const PRISMA_ADVISORY_LOCK = 72_707_369;
/** The lock of Ramz around it, so that only one of the processes that start together loads the engine. */
const ADVISORY_LOCK = 72_707_370;
const LOCK_TIMEOUT = '120s';

/**
 * Returns the names of the migrations in `dir` that are not applied yet, oldest first.
 * @throws when a migration has failed or was edited after it was applied, or the database is another application's
 */
export async function pendingMigrations(url: string, dir: string): Promise<string[]> {
  return withDatabase(url, (session) => findPendingMigrations(session, dir));
}

/** Applies the pending migrations and returns their names. Concurrent processes apply each only once. */
export async function applyMigrations(url: string, dir: string): Promise<string[]> {
  return withDatabase(url, (session) => applyPendingMigrations(session, dir));
}

/** Same as `pendingMigrations`, on an open connection. */
export async function findPendingMigrations({ client }: DatabaseSession, dir: string): Promise<string[]> {
  return (await findPending(client, await readMigrations(dir))).map(({ name }) => name);
}

/** Same as `applyMigrations`, on an open connection. */
export async function applyPendingMigrations(
  { client, url, isPooled }: DatabaseSession,
  dir: string,
): Promise<string[]> {
  const migrations = await readMigrations(dir);
  if ((await findPending(client, migrations)).length === 0) return [];
  if (isPooled) {
    throw new Error(
      'Migrations cannot be applied through a connection pooler, because they hold a lock. Set DATABASE_DIRECT_URL to ' +
        'the address of PostgreSQL itself.',
    );
  }
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
}

interface MigrationRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

async function findPending(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  let rows = await readHistory(client);
  if (rows.some((row) => row.finished_at === null)) {
    // Another process may be applying it, and has finished when it releases the lock.
    await lock(client);
    rows = await readHistory(client);
  }
  await assertOwnDatabase(
    client,
    rows.map((row) => row.migration_name),
    migrations.map(({ name }) => name),
  );
  const failed = rows.find((row) => row.finished_at === null);
  if (failed) {
    throw new Error(
      `Migration ${failed.migration_name} has failed. Repair the database by hand, then run ` +
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

/** Held until the connection ends. Prisma's own lock is released again, because the engine takes it on another connection. */
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
    if (codeOf(error) === UNDEFINED_TABLE) return [];
    throw error;
  }
}

/** Ignores line endings, as Prisma does. */
function hasChecksum(sql: string, checksum: string | undefined): boolean {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].some((text) => sha256(text) === checksum);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
