import { Redis } from 'ioredis';
import { codeOf } from '../common/system-error.js';

const TIMEOUT_MS = 2000;

/** A Redis as the doctor sees it. */
export interface RedisState {
  /** Why it can never be used, with the fix. */
  fault?: string;
  /** Whether it answered at all. */
  reachable: boolean;
  /** What it deletes when its memory is full; `noeviction`: nothing. */
  evictionPolicy?: string;
}

/**
 * Finds out whether a Redis can ever be used. Returns a sentence with the fix if it cannot; undefined if it can, or if it
 * does not answer, because it may start later.
 */
export async function findRedisFault(redisUrl: string): Promise<string | undefined> {
  return (await inspectRedis(redisUrl)).fault;
}

/** Does not throw. */
export async function inspectRedis(redisUrl: string): Promise<RedisState> {
  const url = new URL(redisUrl);
  const database = Number(url.pathname.slice(1));
  url.pathname = '';
  const redis = new Redis(url.href, {
    lazyConnect: true,
    // Selected below, because the client goes on with another database if this one does not exist.
    db: 0,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    enableReadyCheck: false,
  });
  let refusal: Error | undefined;
  // Authentication fails in an event, not in `connect`.
  redis.on('error', (error) => (refusal = error));
  try {
    await redis.connect();
    const info = await redis.info();
    if (/^cluster_enabled:1/m.test(info)) {
      return refused(
        'REDIS_URL is a node of a Redis Cluster, over which the queue cannot spread. Set it to a single server.',
      );
    }
    if (/^role:slave/m.test(info))
      return refused('REDIS_URL is a replica, which cannot be written to. Set it to the address of the primary.');
    await redis.select(database);
    const evictionPolicy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1];
    return { reachable: true, ...(evictionPolicy !== undefined && { evictionPolicy }) };
  } catch (error) {
    const fault = explain(refusal ?? error, database);
    return fault === undefined ? { reachable: false } : refused(fault);
  } finally {
    redis.disconnect();
  }
}

function refused(fault: string): RedisState {
  return { fault, reachable: true };
}

function explain(error: unknown, database: number): string | undefined {
  const message = error instanceof Error ? error.message : '';
  if (/^NOAUTH/.test(message))
    return 'Redis wants a password. Set REDIS_URL to an address like redis://:password@host:6379.';
  if (/^(WRONGPASS|ERR (invalid password|AUTH))/.test(message))
    return 'Redis refuses the user or the password of REDIS_URL. Correct them, and percent-encode special characters.';
  if (/^NOPERM/.test(message))
    return 'The user of REDIS_URL may not run the commands that Ramz needs. Give it the rights +@all and ~*.';
  if (/DB index is out of range|invalid DB index/.test(message)) {
    return `REDIS_URL names the database ${database}, and this server has fewer databases. Name another, such as /0.`;
  }
  if (codeOf(error) === 'ERR_TLS_CERT_ALTNAME_INVALID' || /certificate/i.test(message))
    return `The certificate of Redis cannot be verified (${message}). Set NODE_EXTRA_CA_CERTS to the file of its authority.`;
  return undefined;
}
