import { ConfigurationError } from '../config/index.js';
import { isDirect, withDatabase, type DatabaseSession } from './database-session.js';
import { applyPendingMigrations, findPendingMigrations } from './migrations.js';

export interface PrepareOptions {
  /** Operators migrate a production database with `npm run migrate`; it is only checked. */
  byHand: boolean;
  /** The variable that names the database directly, if the queue is in it. */
  queueVariable?: string;
}

/**
 * Makes sure that a process can use a database: its migrations are applied, and the queue can be in it.
 * @returns the migrations that were applied
 * @throws Error with a sentence that says what to do
 */
export async function prepareDatabase(url: string, migrations: string, options: PrepareOptions): Promise<string[]> {
  return withDatabase(url, async (session) => {
    if (options.queueVariable) await assertDirect(session, options.queueVariable);
    if (!options.byHand) return applyPendingMigrations(session, migrations);
    const pending = await findPendingMigrations(session, migrations);
    if (pending.length === 0) return [];
    throw new ConfigurationError([`The database lacks ${pending.length} migrations. Run: npm run migrate`]);
  });
}

async function assertDirect({ url, isPooled }: DatabaseSession, variable: string): Promise<void> {
  if (!isPooled || (await isDirect(url))) return;
  throw new Error(
    `${variable} leads to a connection pooler such as PgBouncer, through which the queue does not work. Set ` +
      'DATABASE_DIRECT_URL to the address of PostgreSQL itself, or REDIS_URL. Add ?pgbouncer=true to DATABASE_URL.',
  );
}
