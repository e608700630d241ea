import pg from 'pg';

/** Of each user. A user has as many codes, each with a message and a call. */
export const SESSIONS_OF_A_USER = 5;

/** The rows of old codes, each with `n` and a time `at` in the table `old`. `$1` stands for the number of users. */
const FILL = [
  `INSERT INTO users (id, phone, phone_verified_at, created_at, last_login_at, last_active_at)
   SELECT md5('user' || n)::uuid, '+98913' || lpad(n::text, 7, '0'), at, at, at, at
   FROM old WHERE n <= $1`,
  `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, attempts, max_attempts, locale,
     created_at, expires_at, resend_at, taken_at, ended_at, requester_key)
   SELECT md5('code' || n)::uuid, 'login', 'sms', '+98913' || lpad((n % $1 + 1)::text, 7, '0'), 'used', repeat('x', 43),
     'p', 1, 5, 'fa', at, at + interval '2 min', at + interval '1 min', at, at, repeat('y', 43) FROM old`,
  `INSERT INTO messages (id, channel, kind, recipient, country, status, otp_token_id, provider, provider_message_id, method,
     attempt_count, created_at, updated_at, expires_at, accepted_at, reported_at)
   SELECT md5('message' || n)::uuid, 'sms', 'otp', '+98913' || lpad((n % $1 + 1)::text, 7, '0'), 'IR', 'delivered',
     md5('code' || n)::uuid, 'kavenegar', n::text, 'lookup', 1, at, at, at + interval '2 min', at, at FROM old`,
  `INSERT INTO message_attempts (message_id, provider, method, outcome, provider_message_id, started_at, finished_at)
   SELECT md5('message' || n)::uuid, 'kavenegar', 'lookup', 'accepted', n::text, at, at FROM old`,
  `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at, auth_time)
   SELECT md5('session' || n)::uuid, md5('user' || n % $1 + 1)::uuid, at, at, at + interval '30 days', at FROM old`,
  `INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
   SELECT 'digest ' || n, md5('session' || n)::uuid, at, at + interval '30 days' FROM old`,
  `INSERT INTO request_limits (key, points, expire)
   SELECT 'otp_phone:' || n, 1, extract(epoch FROM at)::bigint * 1000 + n FROM old`,
  `INSERT INTO rate_limits (key, points, expire)
   SELECT 'wrong_codes_hour:' || n, 1, extract(epoch FROM at)::bigint * 1000 + n FROM old`,
  `INSERT INTO fraud_buckets (key, day_level, at) SELECT 'address:' || n, 1, at FROM old`,
  `INSERT INTO fraud_asks (id, recipient_key, address_key, country, keys, weights, asked_at)
   SELECT md5('ask' || n)::uuid, 'recipient ' || n % $1, 'address ' || n, 'IR', ARRAY['address:' || n], ARRAY[1], at
   FROM old`,
];

export const TABLES_WITH_OLD_ROWS = FILL.map((statement) => /^INSERT INTO (\w+)/.exec(statement)![1]!);

/** The number of a user that `storeOldRows` has written, from 1. */
export const phoneOfOldUser = (n: number) => `+98913${String(n).padStart(7, '0')}`;

/** Stores `count` old codes with all that belongs to them, and lets PostgreSQL count the rows. */
export async function storeOldRows(url: string, count: number, before: Date): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  // No triggers run, so no events are written.
  await client.query('SET session_replication_role = replica');
  await client.query(
    `CREATE TEMPORARY TABLE old AS
     SELECT n, '${before.toISOString()}'::timestamptz - n * interval '1 min' AS at FROM generate_series(1, ${count}) n`,
  );
  for (const statement of FILL) await client.query(statement.replaceAll('$1', String(count / SESSIONS_OF_A_USER)));
  await client.query('ANALYZE');
  await client.end();
}
