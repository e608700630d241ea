import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The database that `npm start` uses: DATABASE_URL, or the embedded one, which is started if it is not running. */
export async function openDatabase() {
  if (existsSync('.env')) process.loadEnvFile('.env');
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, close: async () => {} };
  const { EmbeddedPostgres } = await import('../dist/database/embedded/embedded-postgres.js');
  const dataDir = resolve(process.env.DATA_DIR || '.data');
  const server = await EmbeddedPostgres.open({ dataDir, log: (line) => console.error(`PostgreSQL: ${line}`) });
  return { url: server.url, close: () => server.stop() };
}
