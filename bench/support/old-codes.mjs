import pg from 'pg';

const TABLES = "('otp_tokens', 'messages', 'message_attempts')";

/** Codes of the last 30 days with their messages and calls, five to each number, written as Ramz leaves them. */
const FILL = [
  `CREATE UNLOGGED TABLE old AS
   SELECT n, at, uuidv7(at - clock_timestamp()) AS code, uuidv7(at - clock_timestamp()) AS message,
     '+98913' || lpad((n::bigint * 7919 % greatest(1, $1 / 5))::text, 7, '0') AS recipient
   FROM (SELECT n, now() - interval '30 days' + n * (interval '29 days' / $1) AS at FROM generate_series(1, $1) AS n) AS times`,
  `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, attempts, max_attempts, locale,
     created_at, expires_at, resend_at, taken_at, ended_at, requester_key)
   SELECT code, 'login', 'sms', recipient, 'used', repeat('x', 43), 'b1', 1, 5, 'fa', at, at + interval '2 min',
     at + interval '1 min', at + interval '1 s', at + interval '20 s', repeat('y', 43) FROM old`,
  `INSERT INTO messages (id, channel, kind, recipient, country, status, otp_token_id, provider, provider_message_id, method,
     segments, cost, currency, attempt_count, created_at, updated_at, expires_at, accepted_at, reported_at)
   SELECT message, 'sms', 'otp', recipient, 'IR', 'delivered', code, 'kavenegar', (1000000000 + n)::text, 'lookup', 1, 500,
     'IRR', 1, at, at + interval '5 s', at + interval '2 min', at + interval '1 s', at + interval '5 s' FROM old`,
  `INSERT INTO message_attempts (message_id, provider, method, outcome, raw_code, latency_ms, cost, segments,
     provider_message_id, started_at, finished_at)
   SELECT message, 'kavenegar', 'lookup', 'accepted', 200, 200, 500, 1, (1000000000 + n)::text, at, at + interval '1 s'
   FROM old`,
  'DROP TABLE old',
];

/** Stores so many old codes in the database of a Ramz that has not been used. Indexes are made afterwards, which is faster. */
export async function storeOldCodes(url, count) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    // No triggers run, so no events are written.
    await client.query(
      `SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`,
    );
    const later = await dropIndexes(client);
    for (const statement of [...FILL, ...later]) await client.query(statement.replaceAll('$1', String(count)));
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}

/** Returns the statements that make them again. */
async function dropIndexes(client) {
  const { rows: constraints } = await client.query(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
         || CASE contype WHEN 'f' THEN ' NOT VALID' ELSE '' END AS make
     FROM pg_constraint WHERE contype IN ('p', 'f') AND conrelid::regclass::text IN ${TABLES} ORDER BY contype`,
  );
  // The foreign keys come first.
  for (const { drop } of constraints) await client.query(drop);
  const { rows: indexes } = await client.query(
    `SELECT format('DROP INDEX %I', indexname) AS drop, indexdef AS make FROM pg_indexes WHERE tablename IN ${TABLES}`,
  );
  for (const { drop } of indexes) await client.query(drop);
  return [...indexes, ...constraints.toReversed()].map(({ make }) => make);
}
