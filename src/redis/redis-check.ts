import { Cluster } from 'ioredis';
import { encryptionErrors } from './certificate-check.js';
import { readRedisAddress, type RedisAddress } from './redis-address.js';
import { createRedis, type RedisClient } from './redis-client.js';
import { explainRefusal } from './redis-refusals.js';

const TIMEOUT_MS = 2000;
const SAFE_POLICY = 'noeviction';

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
  const address = readRedisAddress(redisUrl);
  const redis = createRedis(withoutDatabase(address), {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    enableReadyCheck: false,
    failoverDetector: false,
  });
  const refusals: unknown[] = [];
  // Authentication fails in an event, not in `connect`, and so does the answer of a sentinel.
  for (const event of ['sentinelError', 'error']) redis.on(event, (error: Error) => refusals.push(error));
  try {
    await redis.connect();
    const infos = await infosOf(redis);
    const fault = infos.map((info) => faultOf(info, address)).find(Boolean);
    if (fault !== undefined) return refused(fault);
    if (address.kind !== 'cluster') await redis.select(address.database);
    const policies = infos.flatMap((info) => /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1] ?? []);
    const evictionPolicy = policies.find((policy) => policy !== SAFE_POLICY) ?? policies[0];
    return { reachable: true, ...(evictionPolicy !== undefined && { evictionPolicy }) };
  } catch (error) {
    if (address.kind !== 'server' && address.tls) refusals.push(...(await encryptionErrors(address.nodes, TIMEOUT_MS)));
    const fault = [...refusals, error].map((refusal) => explainRefusal(refusal, address)).find(Boolean);
    return fault === undefined ? { reachable: false } : refused(fault);
  } finally {
    redis.disconnect();
  }
}

/** The database is selected afterwards, because the client goes on with another one if it does not exist. */
function withoutDatabase(address: RedisAddress): RedisAddress {
  return address.kind === 'cluster' ? address : { ...address, database: 0 };
}

function infosOf(redis: RedisClient): Promise<string[]> {
  return Promise.all((redis instanceof Cluster ? redis.nodes('master') : [redis]).map((node) => node.info()));
}

function faultOf(info: string, { kind }: RedisAddress): string | undefined {
  if (kind !== 'cluster' && /^cluster_enabled:1/m.test(info))
    return 'REDIS_URL is a node of a Redis Cluster. Set it to redis+cluster:// with the addresses of some of its nodes.';
  if (kind === 'server' && /^role:slave/m.test(info))
    return 'REDIS_URL is a replica, which cannot be written to. Set it to the address of the primary.';
  return undefined;
}

function refused(fault: string): RedisState {
  return { fault, reachable: true };
}
