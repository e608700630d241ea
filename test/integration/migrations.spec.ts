import { appendFile, cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { applyMigrations, pendingMigrations } from '../../src/database/index.js';
import { readMigrations } from '../../src/database/migration-files.js';
import { schemaDifference } from '../../src/database/schema-engine.js';
import { createEmptyTestDatabase, type TestDatabase } from '../support/databases.js';

describe('migrations', () => {
  let database: TestDatabase;
  let dir: string;
  let aside: string;
  let names: string[];

  beforeEach(async () => {
    database = await createEmptyTestDatabase();
    dir = await mkdtemp(join(tmpdir(), 'ramz-migrations-'));
    aside = await mkdtemp(join(tmpdir(), 'ramz-migrations-'));
    await cp(resolve('prisma/migrations'), dir, { recursive: true });
    names = (await readMigrations(dir)).map(({ name }) => name);
  });

  afterEach(async () => {
    await database.drop();
    for (const folder of [dir, aside]) await rm(folder, { recursive: true });
  });

  /** Leaves only the migrations before one, as in an earlier release. */
  async function setAside(from: string): Promise<void> {
    const later = names.filter((name) => name >= from);
    await Promise.all(later.map((name) => rename(join(dir, name), join(aside, name))));
  }

  async function putBack(): Promise<void> {
    await Promise.all((await readdir(aside)).map((name) => rename(join(aside, name), join(dir, name))));
  }

  it('all migrations are pending in an empty database, and none when they are applied', async () => {
    expect(await pendingMigrations(database.url, dir)).toEqual(names);
    expect(await applyMigrations(database.url, dir)).toEqual(names);
    expect(await pendingMigrations(database.url, dir)).toEqual([]);
    expect(await applyMigrations(database.url, dir)).toEqual([]);
  });

  it('processes that start at the same time apply each migration once', async () => {
    const applied = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(database.url, dir)));
    expect(applied.flat()).toEqual(names);
    const rows = await query(database.url, 'SELECT migration_name FROM _prisma_migrations ORDER BY 1');
    expect(rows.map((row) => row['migration_name'])).toEqual(names);
  });

  it('a migration that another process is applying is not pending when it has finished', async () => {
    await applyMigrations(database.url, dir);
    const other = new pg.Client(database.url);
    await other.connect();
    await other.query('SELECT pg_advisory_lock(72707370)');
    await other.query('UPDATE _prisma_migrations SET finished_at = NULL');

    const answer = pendingMigrations(database.url, dir);
    const waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
    while ((await query(database.url, waiting)).length === 0);
    await other.query('UPDATE _prisma_migrations SET finished_at = now()');
    await other.end();
    expect(await answer).toEqual([]);
  });

  it('the migrations create what the schema describes, and the indexes that it cannot describe', async () => {
    const described = await createEmptyTestDatabase();
    try {
      await query(
        described.url,
        await schemaDifference(described.url, '', await readFile(resolve('prisma/schema.prisma'), 'utf8')),
      );
      await applyMigrations(database.url, dir);
      const [expected, actual] = await Promise.all([readCatalogue(described.url), readCatalogue(database.url)]);
      expect(expected.filter((line) => !actual.includes(line))).toEqual([]);
      expect(actual.filter((line) => !expected.includes(line))).toEqual([
        expect.stringContaining('INDEX events_of_raised_alerts '),
        expect.stringContaining('INDEX fraud_buckets_of_destinations '),
        expect.stringContaining('INDEX message_attempts_failed '),
        expect.stringContaining('INDEX messages_awaiting_report '),
        expect.stringContaining('INDEX messages_of_batch '),
        expect.stringContaining('INDEX messages_of_provider '),
        expect.stringContaining('INDEX messages_unfinished '),
        expect.stringContaining('INDEX refresh_tokens_sealed '),
        expect.stringContaining('INDEX sessions_revoked '),
        expect.stringContaining(' INDEX users_pending '),
        expect.stringContaining('UNIQUE INDEX otp_tokens_one_active '),
        expect.stringContaining('UNIQUE INDEX otp_tokens_one_replacing '),
      ]);
    } finally {
      await described.drop();
    }
  });

  it('earlier sessions get their sign-in as the time of the last proof, and older processes can open more', async () => {
    await setAside('20261126121000');
    await applyMigrations(database.url, dir);
    const open = (id: number) => `
      WITH u AS (INSERT INTO users (id, phone, last_login_at) VALUES (gen_random_uuid(), '+9891200000${id}', '2026-11-01')
        RETURNING id),
      s AS (INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at)
        SELECT gen_random_uuid(), id, '2026-11-01', '2026-11-20', '2026-12-20' FROM u RETURNING id)
      INSERT INTO refresh_tokens (digest, session_id, expires_at) SELECT '${id}', id, '2026-12-20' FROM s`;
    await query(database.url, open(1));
    await putBack();
    await applyMigrations(database.url, dir);
    await query(database.url, open(2));
    const rows = await query(
      database.url,
      `SELECT auth_time = s.created_at AS proved_at_sign_in, last_active_at = last_used_at AS used, successor_sealed
       FROM sessions s JOIN users u ON u.id = s.user_id JOIN refresh_tokens r ON r.session_id = s.id ORDER BY digest`,
    );
    expect(rows).toEqual([
      { proved_at_sign_in: true, used: true, successor_sealed: null },
      { proved_at_sign_in: false, used: null, successor_sealed: null },
    ]);
  });

  it('windows that are open during an upgrade go on, and processes of the release before can count beside new ones', async () => {
    await setAside('20261127111000');
    await applyMigrations(database.url, dir);
    const count = (key: string) => query(database.url, `INSERT INTO rate_limits VALUES ('${key}', 4, 1790000000000)`);
    await count('otp_phone:n');
    await count('otp_ip:a');
    await count('wrong_codes_hour:n');
    await putBack();
    await applyMigrations(database.url, dir);
    await count('otp_phone:of the release before');
    const sql = 'SELECT key, points, expire FROM request_limits ORDER BY key';
    expect(await query(database.url, sql)).toEqual([
      { key: 'otp_ip:a', points: 4, expire: '1790000000000' },
      { key: 'otp_phone:n', points: 4, expire: '1790000000000' },
    ]);
    expect(await query(database.url, 'SELECT key FROM rate_limits')).toHaveLength(4);
  });

  it('messages that were written before the indexes changed are found by batch, provider and code, and can end', async () => {
    await setAside('20261127110000');
    await applyMigrations(database.url, dir);
    await query(
      database.url,
      `WITH code AS (
         INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale, expires_at, resend_at)
         VALUES (gen_random_uuid(), 'login', 'sms', '+15550001', 'active', 'd', 'p', 5, 'en', now(), now()) RETURNING id
       ), messages AS (
         INSERT INTO messages (id, channel, kind, recipient, status, provider, provider_message_id, batch_id, otp_token_id, expires_at)
         SELECT gen_random_uuid(), 'sms', 'otp', '+15550001', 'sending', 'twilio', 'SM1', '00000000-0000-7000-8000-000000000001', id, now()
         FROM code RETURNING id
       )
       INSERT INTO message_attempts (message_id, provider, method) SELECT id, 'twilio', 'plain' FROM messages`,
    );
    await putBack();
    await applyMigrations(database.url, dir);
    const found = `SELECT m.status FROM messages m JOIN message_attempts a ON a.message_id = m.id
      WHERE m.provider = 'twilio' AND m.provider_message_id = 'SM1' AND m.batch_id = '00000000-0000-7000-8000-000000000001'
        AND m.otp_token_id IN (SELECT id FROM otp_tokens)`;
    await query(database.url, `UPDATE messages SET status = 'accepted'`);
    expect(await query(database.url, found)).toEqual([{ status: 'accepted' }]);
  });

  it('only counters that may start from zero after a crash are in unlogged tables', async () => {
    await applyMigrations(database.url, dir);
    const sql = `SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' ORDER BY 1`;
    const tables = (await query(database.url, sql)).map(({ relname }) => relname);
    expect(tables).toEqual(['fraud_asks', 'fraud_buckets', 'request_limits']);
  });

  it.each(['active', 'replacing'])('the database allows one %s code per recipient and purpose', async (status) => {
    await applyMigrations(database.url, dir);
    const insert = (recipient: string) =>
      query(
        database.url,
        `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale, expires_at, resend_at)
         VALUES (gen_random_uuid(), 'login', 'sms', '${recipient}', '${status}', 'd', 'p', 5, 'en', now(), now())`,
      );
    await insert('+15550001');
    await insert('+15550002');
    await expect(insert('+15550001')).rejects.toThrow(`otp_tokens_one_${status}`);
  });

  it('each migration can be applied in one transaction, as "prisma migrate deploy" applies it', async () => {
    for (const { sql } of await readMigrations(dir)) await query(database.url, `BEGIN;\n${sql}\nCOMMIT;`);
    expect(await query(database.url, 'SELECT FROM otp_tokens')).toEqual([]);
  });

  it('a migration that was edited after it was applied is refused by name', async () => {
    await applyMigrations(database.url, dir);
    await appendFile(join(dir, names[0] ?? '', 'migration.sql'), '\n-- edited\n');
    await expect(pendingMigrations(database.url, dir)).rejects.toThrow(`Migration ${names[0]} was edited`);
  });

  it('a failed migration is refused by name until the database is repaired', async () => {
    await appendFile(join(dir, names[0] ?? '', 'migration.sql'), '\nSELECT no_such_function();\n');
    await expect(applyMigrations(database.url, dir)).rejects.toThrow('no_such_function');
    await expect(pendingMigrations(database.url, dir)).rejects.toThrow(`Migration ${names[0]} has failed`);
  });

  it('the error of an unreachable database does not contain its password', async () => {
    const attempt = pendingMigrations('postgresql://user:s3cr%C3%A9t@127.0.0.1:1/none', dir);
    await expect(attempt).rejects.toThrow(/^The database cannot be reached: (?!.*s3cr).*ECONNREFUSED/);
  });
});

async function readCatalogue(url: string): Promise<string[]> {
  const rows = await query(
    url,
    `SELECT concat_ws(' ', table_name, column_name, udt_name, character_maximum_length, numeric_precision, numeric_scale,
                      datetime_precision, is_nullable, column_default) AS line
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
     UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
                WHERE connamespace = 'public'::regnamespace AND conrelid <> coalesce(to_regclass('_prisma_migrations'), 0)
                  -- PostgreSQL 18 keeps the names of NOT NULL constraints when a column is renamed.
                  AND contype <> 'n'
     UNION ALL SELECT concat_ws(' ', enumtypid::regtype, enumsortorder, enumlabel) FROM pg_enum
     ORDER BY 1`,
  );
  return rows.map((row) => String(row['line']));
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
