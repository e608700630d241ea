import type pg from 'pg';
import { ConfigurationError } from '../config/index.js';
import { isDirect, withDatabase, type DatabaseSession } from './database-session.js';
import { applyPendingMigrations, findPendingMigrations } from './migrations.js';

export interface PrepareOptions {
  /** Operators migrate a production database with `npm run migrate`; it is only checked. */
  byHand: boolean;
  /** The variable that names the database directly, if the queue is in it. */
  queueVariable?: string;
  /** Runs on the same connection once the tables are as this version needs them. */
  admit?: (client: pg.Client) => Promise<void>;
}

/**
 * Makes sure that a process can use a database: its migrations are applied, and the queue can be in it.
 * @returns the migrations that were applied
 * @throws Error with a sentence that says what to do
 */
export async function prepareDatabase(url: string, migrations: string, options: PrepareOptions): Promise<string[]> {
  return withDatabase(url, async (session) => {
    if (options.queueVariable) await assertDirect(session, options.queueVariable);
    const applied = options.byHand ? [] : await applyPendingMigrations(session, migrations);
    if (options.byHand) await assertMigrated(session, migrations);
    await options.admit?.(session.client);
    return applied;
  });
}

/** Why the queue cannot be in this database, with the fix. Undefined if it can. @throws Error if it cannot be reached */
export async function findQueueFault(url: string, variable: string): Promise<string | undefined> {
  return withDatabase(url, async (session) =>
    session.isPooled && !(await isDirect(url)) ? pooledSentence(variable) : undefined,
  );
}

async function assertMigrated(session: DatabaseSession, migrations: string): Promise<void> {
  const pending = await findPendingMigrations(session, migrations);
  if (pending.length > 0)
    throw new ConfigurationError([`The database lacks ${pending.length} migrations. Run: npm run migrate`]);
}

async function assertDirect({ url, isPooled }: DatabaseSession, variable: string): Promise<void> {
  if (isPooled && !(await isDirect(url))) throw new Error(pooledSentence(variable));
}

function pooledSentence(variable: string): string {
  return (
    `${variable} leads to a connection pooler such as PgBouncer, through which the queue does not work. Set ` +
    'DATABASE_DIRECT_URL to the address of PostgreSQL itself, or REDIS_URL. Add ?pgbouncer=true to DATABASE_URL.'
  );
}
