import type pg from 'pg';
import { ConfigurationError } from '../config/index.js';
import { measureSkew } from './clock-skew.js';
import type { ProcessIdentity } from './process-identity.js';
import {
  findForeignKeys,
  findMissingKeys,
  findUnsharedKeys,
  hasOtherLimitKey,
  keyName,
  readUsedKeys,
  type LiveProcess,
} from './secret-faults.js';
import type { SharedKeys } from './secret-fingerprint.js';

/** Processes are admitted one at a time, so that two with different secrets cannot overlook each other. */
const ADVISORY_LOCK = 72_707_371;

/** A process that has not updated its row for this long has ended. It does so every ten seconds. */
export const SILENT_AFTER = '30 seconds';

/**
 * Registers a process and its keys in the database, and measures its clock.
 * @returns sentences about risks
 * @throws ConfigurationError if its keys do not fit those of the rows and of the other processes
 */
export async function admitProcess(
  client: pg.Client,
  identity: ProcessIdentity,
  shared: SharedKeys[],
): Promise<string[]> {
  identity.skewMs = (await measureSkew(() => readTime(client))) ?? 0;
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    const registered = await registerKeys(client, shared);
    const running = await readRunning(client);
    const faults = [
      ...findForeignKeys(shared, registered),
      ...findMissingKeys(shared, await readUsedKeys(client)),
      ...findUnsharedKeys(identity, running),
    ];
    if (faults.length > 0) throw new ConfigurationError([...new Set(faults)]);
    const { id, role, host, version, keys, skewMs } = identity;
    await client.query(
      'INSERT INTO processes (id, role, host, version, keys, skew_ms) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, role, host, version, JSON.stringify(keys), skewMs],
    );
    await client.query('COMMIT');
    return hasOtherLimitKey(identity, running)
      ? ['OTP_PEPPERS ends with another key than that of a running process: each counts the limits for itself.']
      : [];
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * Measures the clock of a command, and checks that its keys are those of the rows. Changes nothing.
 * @throws ConfigurationError if a key has the id of another one
 */
export async function admitCommand(client: pg.Client, identity: ProcessIdentity, shared: SharedKeys[]): Promise<void> {
  identity.skewMs = (await measureSkew(() => readTime(client))) ?? 0;
  const faults = await findRegisteredFaults(client, shared);
  if (faults.length > 0) throw new ConfigurationError([...new Set(faults)]);
}

/** Everything about these keys that would keep a process from starting beside the others. Changes nothing. */
export async function findKeyFaults(
  client: pg.ClientBase,
  identity: ProcessIdentity,
  shared: SharedKeys[],
): Promise<string[]> {
  const running = await readRunning(client);
  const faults = [
    ...(await findRegisteredFaults(client, shared)),
    ...findMissingKeys(shared, await readUsedKeys(client)),
    ...findUnsharedKeys(identity, running),
  ];
  return [...new Set(faults)];
}

/** Of the keys whose ids are known already. */
async function findRegisteredFaults(client: pg.ClientBase, shared: SharedKeys[]): Promise<string[]> {
  const registered = await readRegisteredKeys(client);
  const known = shared.map(({ keys, ...list }) => ({
    ...list,
    keys: keys.filter(({ id }) => registered.has(keyName(list.variable, id))),
  }));
  return findForeignKeys(known, registered);
}

export interface StartedProcess extends LiveProcess {
  startedAt: Date;
}

async function readTime(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]!.now.getTime();
}

/** New ids are registered as they are. Returns the fingerprints of all ids, by variable and id. */
async function registerKeys(client: pg.Client, shared: SharedKeys[]): Promise<Map<string, string>> {
  const rows = shared.flatMap(({ variable, keys }) => keys.map((key) => [variable, key.id, key.fingerprint]));
  await client.query(
    `INSERT INTO secret_keys (variable, key_id, fingerprint)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
    [0, 1, 2].map((column) => rows.map((row) => row[column])),
  );
  return readRegisteredKeys(client);
}

async function readRegisteredKeys(client: pg.ClientBase): Promise<Map<string, string>> {
  const { rows: known } = await client.query<{ variable: string; id: string; fingerprint: string }>(
    'SELECT variable, key_id AS id, fingerprint FROM secret_keys',
  );
  return new Map(known.map(({ variable, id, fingerprint }) => [keyName(variable, id), fingerprint]));
}

export async function readRunning(client: pg.ClientBase): Promise<StartedProcess[]> {
  const { rows } = await client.query<StartedProcess>(
    'SELECT role, host, started_at AS "startedAt", keys FROM processes WHERE last_seen_at > now() - $1::interval',
    [SILENT_AFTER],
  );
  return rows;
}
