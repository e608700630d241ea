import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { applyMigrations, EmbeddedPostgres } from '../../src/database/index.js';
import type { Certificates } from './certificates.js';
import { eventually } from './eventually.js';
import { scratchFolder } from './scratch.js';

export interface EncryptedPostgres {
  /** Of a migrated database, without the parameters for TLS. */
  url: string;
  /** How many connections of clients there are, but for the one that asks, and how many of them are encrypted. */
  countClients(): Promise<{ all: number; encrypted: number }>;
  stop(): Promise<void>;
}

/** A PostgreSQL server of its own that offers TLS. */
export async function startEncryptedPostgres(certificates: Certificates): Promise<EncryptedPostgres> {
  const dataDir = mkdtempSync(join(scratchFolder(), 'ramz-tls-'));
  chmodSync(dataDir, 0o755);
  const server = await EmbeddedPostgres.open({ dataDir, log: () => undefined, durable: false });
  await applyMigrations(server.url, resolve('prisma/migrations'));
  // The server refuses a key that others may read.
  const cluster = join(dataDir, 'postgres');
  const key = join(cluster, 'server.key');
  copyFileSync(certificates.key, key);
  const { uid, gid } = statSync(cluster);
  chownSync(key, uid, gid);
  chmodSync(key, 0o600);
  const client = new pg.Client(server.url);
  await client.connect();
  for (const [name, value] of Object.entries({
    ssl_cert_file: certificates.certificate,
    ssl_key_file: key,
    ssl: 'on',
  }))
    await client.query(`ALTER SYSTEM SET ${name} = '${value}'`);
  await client.query('SELECT pg_reload_conf()');
  await eventually(async () => expect((await client.query('SHOW ssl')).rows).toEqual([{ ssl: 'on' }]));
  return {
    url: server.url,
    countClients: async () => {
      const { rows } = await client.query<{ all: number; encrypted: number }>(
        `SELECT count(*)::int AS all, (count(*) FILTER (WHERE ssl))::int AS encrypted
         FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
         WHERE backend_type = 'client backend' AND state <> 'starting' AND pid <> pg_backend_pid()`,
      );
      return rows[0]!;
    },
    stop: async () => {
      await client.end();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
