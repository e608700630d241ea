import type { StartedProcess } from './admission.js';
import { keyName, type UsedKey } from './secret-faults.js';
import type { SecretVariable, SharedKeys } from './secret-fingerprint.js';

/** One key of a list, and whether the list can do without it. */
export interface KeyReport {
  variable: string;
  id: string;
  /** `writes`: the first one, with which new rows and tokens are written. */
  role: 'writes' | 'reads';
  /** `no`: it is in use; `later`: from `removableAt` on; `costly`: it is not in use, but `reason` says what removing it does. */
  removable: 'no' | 'later' | 'yes' | 'costly';
  removableAt?: Date;
  /** A sentence. */
  reason: string;
}

export interface KeyFacts {
  now: Date;
  lists: SharedKeys[];
  /** When the database first saw a key, by `keyName`. */
  registeredAt: ReadonlyMap<string, Date>;
  used: UsedKey[];
  running: StartedProcess[];
  /** How long the longest token lives that is signed with a key. */
  tokenLifeMs: number;
}

export function reportKeys(facts: KeyFacts): KeyReport[] {
  return facts.lists.flatMap(({ variable, keys }) => {
    const ids = [...new Set(keys.map(({ id }) => id))];
    return ids.map((id) => ({
      variable,
      id,
      role: id === ids[0] ? ('writes' as const) : ('reads' as const),
      ...removalOf(variable, id, keys, facts),
    }));
  });
}

type Removal = Pick<KeyReport, 'removable' | 'removableAt' | 'reason'>;

function removalOf(variable: SecretVariable, id: string, keys: SharedKeys['keys'], facts: KeyFacts): Removal {
  const first = keys[0]!.id;
  if (id === first) return { removable: 'no', reason: 'It writes.' };
  const writer = facts.running.find((process) => process.keys[variable]?.[0] === id);
  if (writer)
    return { removable: 'no', reason: `A running process (${writer.role} on ${writer.host}) writes with it.` };
  if (isNewer(keyName(variable, id), keyName(variable, first), facts)) {
    return {
      removable: 'no',
      reason: 'It is newer than the first key. Move it to the front once every process has it.',
    };
  }
  const uses = facts.used.filter((use) => use.variable === variable && use.id === id);
  if (uses.length > 0) {
    const removableAt = new Date(Math.max(...uses.map(({ until }) => until.getTime())));
    return {
      removable: 'later',
      removableAt,
      reason: `It is needed by ${uses.map(({ rows }) => rows).join(' and ')}.`,
    };
  }
  if (variable === 'OTP_PEPPERS' && id === keys.at(-1)!.id) {
    const reason = 'It is the last pepper, which keys the limits: removing it restarts them and changes pseudonyms.';
    return { removable: 'costly', reason };
  }
  return variable === 'TOKEN_PRIVATE_KEYS'
    ? removalOfSigningKey(facts)
    : { removable: 'yes', reason: 'Nothing needs it.' };
}

/** No row says which tokens a key has signed. Processes sign with their first key from their start on. */
function removalOfSigningKey({ running, tokenLifeMs, now }: KeyFacts): Removal {
  const minutes = Math.ceil(tokenLifeMs / 60_000);
  if (running.length === 0) {
    const reason = `No process runs. Tokens that it signed live for ${minutes} minutes after the last one that used it ended.`;
    return { removable: 'costly', reason };
  }
  const removableAt = new Date(Math.max(...running.map(({ startedAt }) => startedAt.getTime())) + tokenLifeMs);
  return removableAt <= now
    ? { removable: 'yes', reason: 'Tokens that it signed have expired.' }
    : { removable: 'later', removableAt, reason: `Tokens that it signed may live for ${minutes} minutes.` };
}

/** Whether it was added after the first key: it has not been used yet. */
function isNewer(key: string, first: string, { registeredAt }: KeyFacts): boolean {
  const [added, firstAdded] = [registeredAt.get(key), registeredAt.get(first)];
  if (!firstAdded) return false;
  return !added || added > firstAdded;
}
