import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../dist/database/embedded/embedded-postgres.js';

/** The PostgreSQL that Ramz brings along, with its own settings: every commit is flushed to disk. */
export async function startPostgres() {
  const dataDir = mkdtempSync(join(tmpdir(), 'ramz-bench-'));
  // As root PostgreSQL runs as another user.
  chmodSync(dataDir, 0o755);
  const server = await EmbeddedPostgres.open({ dataDir, log: () => undefined });
  const [{ pid }] = await query(server.url, 'SELECT pg_backend_pid() AS pid', ([row]) => [{ pid: parentOf(row.pid) }]);
  let databases = 0;
  const urlOf = (database) => {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    return url.href;
  };
  return {
    pid,
    url: server.url,
    /** Another empty database on the same server. */
    async createDatabase() {
      databases += 1;
      await query(server.url, `CREATE DATABASE bench_${databases}`);
      return urlOf(`bench_${databases}`);
    },
    /** Counts the rows of every database, as autovacuum does within a minute, so that plans fit the tables. */
    async analyse() {
      const rows = await query(server.url, "SELECT datname FROM pg_database WHERE datname LIKE 'bench_%'");
      for (const { datname } of rows) await query(urlOf(datname), 'ANALYZE');
    },
    dropDatabase: (url) => query(server.url, `DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`),
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Runs one statement on a connection of its own; `read` sees the rows while the connection is open. */
export async function query(url, sql, read = (rows) => rows) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return read((await client.query(sql)).rows);
  } finally {
    await client.end();
  }
}

/** The postmaster is the parent of every connection's process. */
function parentOf(pid) {
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}
