import pg from 'pg';
import { codeOf } from '../../common/system-error.js';

export const SUPERUSER = 'ramz';
const DATABASE = 'ramz';
const INVALID_PASSWORD = '28P01';

/** Address of a database on a local server. It contains the password: never log it. */
export function databaseUrl(port: number, password: string, database = DATABASE): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/** @throws when the server does not know the password */
export async function acceptsConnections(port: number, password: string): Promise<boolean> {
  try {
    await withClient(port, password, async () => undefined);
    return true;
  } catch (error) {
    if (codeOf(error) !== INVALID_PASSWORD) return false;
    throw new Error(`The embedded PostgreSQL on port ${port} refuses the password in its folder.`, { cause: error });
  }
}

/** Creates the database unless it exists. */
export async function createDatabase(port: number, password: string): Promise<void> {
  await withClient(port, password, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
}

async function withClient<T>(port: number, password: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl(port, password, 'postgres'),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
