import { randomUUID } from 'node:crypto';
import pg from 'pg';

const TEMPLATE = 'ramz_test_template';
const CLOSING_MS = 500;

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database of its own with every migration applied, in some 10 ms where it is in memory. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(`TEMPLATE ${TEMPLATE}`);
}

/** The same without any table. */
export async function createEmptyTestDatabase(): Promise<TestDatabase> {
  return createDatabase('');
}

/** Global setup calls this once, with a function that applies the migrations. */
export async function createTemplateDatabase(migrate: (url: string) => Promise<unknown>): Promise<void> {
  await run(`CREATE DATABASE ${TEMPLATE}`);
  await migrate(urlOf(TEMPLATE));
}

async function createDatabase(options: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // The default strategy writes every page to the log; copying files is faster while fsync is off.
  await run(`CREATE DATABASE ${name} ${options} STRATEGY file_copy`);
  return { url: urlOf(name), drop: () => dropDatabase(name) };
}

/** Lets clients that are closing finish: one that is cut off reports an error that nobody expects any more. */
async function dropDatabase(name: string): Promise<void> {
  const deadline = Date.now() + CLOSING_MS;
  while (Date.now() < deadline) {
    const open = await run(`SELECT FROM pg_stat_activity WHERE datname = '${name}'`);
    if (open.length === 0) break;
  }
  await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function run<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client(serverUrl());
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env['RAMZ_TEST_POSTGRES_URL'];
  if (!url) throw new Error('Run the tests through Jest: its global setup starts PostgreSQL.');
  return url;
}
