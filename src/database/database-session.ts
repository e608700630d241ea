import pg from 'pg';
import { explainConnectionFailure } from './connection-failure.js';

const CONNECT_TIMEOUT_MS = 10_000;
/** Sets what BullMQ sets when it connects. Poolers refuse it, or forget it. */
const QUEUE_OPTIONS = '-c search_path=pg_catalog';

/** A connection of its own to the database, for what must not go through the pool. */
export interface DatabaseSession {
  client: pg.Client;
  /** Contains the password: never log it. */
  url: string;
  /** Whether something between this process and PostgreSQL shares connections, such as PgBouncer. */
  isPooled: boolean;
}

/**
 * Runs `work` with a connection to a database that Ramz can use.
 * @throws Error with a sentence that says what to do, and has no part of a password
 */
export async function withDatabase<T>(url: string, work: (session: DatabaseSession) => Promise<T>): Promise<T> {
  const client = await connect({ connectionString: url });
  try {
    const { rows } = await client.query<{ schema: string | null; pid: number }>(
      'SELECT current_schema() AS schema, pg_backend_pid() AS pid',
    );
    const { schema, pid } = rows[0]!;
    if (schema !== 'public') {
      throw new Error(
        'The search_path of the database or of its user does not begin with public, where Ramz keeps its tables. ' +
          'Give Ramz a user and a database of its own.',
      );
    }
    // A pooler makes up the number that it announces to the client.
    const announced: unknown = Reflect.get(client, 'processID');
    return await work({ client, url, isPooled: announced !== pid });
  } finally {
    await client.end();
  }
}

/** Whether every connection keeps its settings and is connected to a process of PostgreSQL of its own, as the queue needs. */
export async function isDirect(url: string): Promise<boolean> {
  const config = { connectionString: url, options: QUEUE_OPTIONS };
  const clients = await Promise.allSettled([connect(config), connect(config)]);
  const opened = clients.flatMap((client) => (client.status === 'fulfilled' ? [client.value] : []));
  try {
    const processes = new Set<number>();
    // One after the other: a transaction pooler then uses the same connection for both.
    for (const client of opened) {
      const { rows } = await client.query<{ path: string; pid: number }>(
        `SELECT current_setting('search_path') AS path, pg_backend_pid() AS pid`,
      );
      if (rows[0]!.path === 'pg_catalog') processes.add(rows[0]!.pid);
    }
    return processes.size === clients.length;
  } finally {
    await Promise.all(opened.map((client) => client.end()));
  }
}

async function connect(config: { connectionString: string; options?: string }): Promise<pg.Client> {
  try {
    const client = new pg.Client({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  } catch (error) {
    // oxlint-disable-next-line eslint/preserve-caught-error -- the cause may quote the connection string
    throw new Error(explainConnectionFailure(error, config.connectionString));
  }
}
