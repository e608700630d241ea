import pg from 'pg';

/** Puts a policy of the guard in force, before any process has read one. */
export async function setPolicy(database, policy) {
  const client = new pg.Client(database);
  await client.connect();
  try {
    await client.query(
      `WITH raised AS (UPDATE fraud_versions SET version = version + 1 WHERE name = 'policy' RETURNING version)
       INSERT INTO fraud_policies (version, document, created_at) SELECT version, $1, now() FROM raised`,
      [policy],
    );
  } finally {
    await client.end();
  }
}
