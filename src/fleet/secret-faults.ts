import type pg from 'pg';
import type { ProcessIdentity } from './process-identity.js';
import type { SecretVariable, SharedKeys } from './secret-fingerprint.js';

/** A running process that this one has to share its secrets with. */
export interface LiveProcess {
  role: string;
  host: string;
  keys: Record<string, string[]>;
}

/** A key that live rows need. */
export interface UsedKey {
  variable: SecretVariable;
  id: string;
  /** What needs it, such as `3 waiting messages`. */
  rows: string;
  /** When the last of them ends. */
  until: Date;
}

const ADVICE = 'All processes need the same keys (docs/configuration.md#rotation)';

/** Finds keys whose id stands for another secret in this database. `registered`: fingerprints by variable and id. */
export function findForeignKeys(shared: SharedKeys[], registered: ReadonlyMap<string, string>): string[] {
  return shared.flatMap(({ variable, isGenerated, keys }) =>
    keys
      .filter(({ id, fingerprint }) => registered.get(keyName(variable, id)) !== fingerprint)
      .map(({ id }) =>
        isGenerated
          ? `${variable} was generated in DATA_DIR, and this database was used with another one. Restore ` +
            'secrets.json in DATA_DIR, or use an empty database'
          : `${variable} has another secret for the id ${id} than the processes that used this database before. Copy ` +
            'it from them, or give a new secret a new id',
      ),
  );
}

/** Finds keys that live rows need and this process lacks. */
export function findMissingKeys(shared: SharedKeys[], used: UsedKey[]): string[] {
  return used
    .filter(({ variable, id }) => !idsOf(shared, variable).includes(id))
    .map(({ variable, id, rows }) => `${variable} lacks the key ${id} of ${rows}. Add it behind the first key`);
}

/** Finds keys with which this process or a running one writes and which the other cannot read. */
export function findUnsharedKeys(identity: ProcessIdentity, running: LiveProcess[]): string[] {
  const faults = running.flatMap(({ role, host, keys }) =>
    Object.entries(identity.keys).flatMap(([variable, own]) => {
      const theirs = keys[variable];
      if (!theirs) return [];
      const process = `a running process (${role} on ${host})`;
      return [
        ...(own.includes(theirs[0]!)
          ? []
          : [`${variable} lacks the key ${theirs[0]}, with which ${process} writes. ${ADVICE}`]),
        ...(theirs.includes(own[0]!)
          ? []
          : [`${variable} begins with the key ${own[0]}, which ${process} cannot read. ${ADVICE}`]),
      ];
    }),
  );
  return [...new Set(faults)];
}

/** Whether a running process derives the keys of the limits from another pepper, so that both count for themselves. */
export function hasOtherLimitKey(identity: ProcessIdentity, running: LiveProcess[]): boolean {
  return running.some(({ keys }) => {
    const theirs = keys['OTP_PEPPERS'];
    return theirs !== undefined && theirs.at(-1) !== identity.keys['OTP_PEPPERS']?.at(-1);
  });
}

/** Reads which keys the codes that can still be entered and the messages that are still to be sent need. */
export async function readUsedKeys(client: pg.ClientBase): Promise<UsedKey[]> {
  // Codes live ten minutes at most, and only their creation is indexed.
  const codes = await client.query<UseRow>(
    `SELECT pepper_id AS id, count(*)::int AS count, max(expires_at) AS until FROM otp_tokens
     WHERE created_at > now() - interval '15 minutes' AND expires_at > now()
       AND status::text NOT IN ('used', 'superseded') AND managed_by IS NULL
     GROUP BY pepper_id`,
  );
  // The layout of a payload is that of `Cipher`.
  const messages = await client.query<UseRow>(
    `SELECT encode(substring(payload FROM 2 FOR get_byte(payload, 0)), 'escape') AS id, count(*)::int AS count,
       max(expires_at) AS until
     FROM messages WHERE status IN ('queued', 'sending') AND length(payload) > 0 AND expires_at > now()
     GROUP BY 1`,
  );
  return [
    ...codes.rows.map((row) => toUsedKey('OTP_PEPPERS', row, 'live codes')),
    ...messages.rows.map((row) => toUsedKey('DATA_KEYS', row, 'waiting messages')),
  ];
}

/** Reads which keys the answers need that are kept for repeated requests. Without them, a repeat is only refused. */
export async function readKeysOfAnswers(client: pg.ClientBase): Promise<UsedKey[]> {
  const { rows } = await client.query<UseRow>(
    `SELECT encode(substring(sealed FROM 2 FOR get_byte(sealed, 0)), 'escape') AS id, count(*)::int AS count,
       max(expires_at) AS until
     FROM idempotency_keys, LATERAL (SELECT decode(response ->> 'sealed', 'base64') AS sealed) answer
     WHERE expires_at > now() AND length(sealed) > 0 GROUP BY 1`,
  );
  return rows.map((row) => toUsedKey('DATA_KEYS', row, 'answers for repeated requests'));
}

interface UseRow {
  id: string;
  count: number;
  until: Date;
}

function toUsedKey(variable: SecretVariable, { id, count, until }: UseRow, what: string): UsedKey {
  return { variable, id, rows: `${count} ${what}`, until };
}

export function keyName(variable: string, id: string): string {
  return `${variable} ${id}`;
}

function idsOf(shared: SharedKeys[], variable: SecretVariable): string[] {
  return shared.find((list) => list.variable === variable)?.keys.map(({ id }) => id) ?? [];
}
