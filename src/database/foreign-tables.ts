import type pg from 'pg';

/** Names in a sentence. */
const MOST_NAMES = 3;

/**
 * Refuses the database of another application, before anything is changed in it.
 * @param applied migrations in the history of the database
 * @param known migrations of this version of Ramz, oldest first
 * @throws Error with a sentence that says what to do
 */
export async function assertOwnDatabase(client: pg.Client, applied: string[], known: string[]): Promise<void> {
  if (applied.length === 0) return assertEmpty(client);
  const isOwn = applied.includes(known[0]!);
  // Unknown migrations after the newest one are those of a newer version of Ramz.
  const foreign = applied.filter((name) => !known.includes(name) && (!isOwn || name < known.at(-1)!));
  if (foreign.length === 0) return;
  throw new Error(
    `The database belongs to another application, or to another branch of Ramz: its _prisma_migrations has ` +
      `${listOf(foreign)}. Give Ramz a database of its own.`,
  );
}

async function assertEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1`,
  );
  const tables = rows.map(({ name }) => name).filter((name) => name !== '_prisma_migrations');
  if (tables.length === 0) return;
  throw new Error(
    `The database already has tables, and no migrations of Ramz: ${listOf(tables)}. Give Ramz a database of its own.`,
  );
}

function listOf(names: string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}
