import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from './redis-address.js';

/** One server (also one that sentinels name), or a cluster. */
export type RedisClient = Redis | Cluster;

const SLOTS_REFRESH_MS = 5000;
const SENTINEL_TIMEOUT_MS = 2000;

/** Creates the client of an address. Every connection of Ramz to Redis is made here. */
export function createRedis(address: RedisAddress, options: RedisOptions): RedisClient {
  switch (address.kind) {
    case 'server':
      return new Redis(address.url, { db: address.database, ...options });
    case 'sentinel':
      return createOfSentinels(address, options);
    case 'cluster':
      return createCluster(address, options);
  }
}

/** Connects a client that was created with `lazyConnect`, and all nodes of a cluster that can be reached. */
export async function connectRedis(redis: RedisClient): Promise<void> {
  await redis.connect();
  if (redis instanceof Cluster) await Promise.all(redis.nodes('master').map(untilConnected));
}

function createOfSentinels(address: RedisAddress & { kind: 'sentinel' }, options: RedisOptions): Redis {
  const { nodes, primaryName, database, username, password, sentinelUsername, sentinelPassword, tls } = address;
  const { retryStrategy } = options;
  return new Redis({
    ...options,
    sentinels: nodes,
    name: primaryName,
    db: database,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...(tls && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
    sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
    ...(retryStrategy && { sentinelRetryStrategy: retryStrategy, sentinelReconnectStrategy: retryStrategy }),
    // Leaves a primary that only hangs as soon as the sentinels have named another one.
    failoverDetector: true,
    // A primary that has become a replica refuses writes.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
}

function createCluster(address: RedisAddress & { kind: 'cluster' }, options: RedisOptions): Cluster {
  const { nodes, username, password, tls } = address;
  const { host: _host, port: _port, db: _db, lazyConnect, enableOfflineQueue, retryStrategy, ...ofNodes } = options;
  const cluster = new Cluster(nodes, {
    ...(lazyConnect !== undefined && { lazyConnect }),
    ...(enableOfflineQueue !== undefined && { enableOfflineQueue }),
    ...(retryStrategy && { clusterRetryStrategy: retryStrategy }),
    // A command that is sent again after a broken connection may have been run already.
    ...(options.autoResendUnfulfilledCommands === false && { retryDelayOnFailover: 0 }),
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    // Certificates contain names, so names must not become addresses.
    ...(tls && { dnsLookup: (name, done) => done(null, name) }),
    redisOptions: {
      ...ofNodes,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls: {} }),
    },
  });
  // A node would be connected by its first command, and refuse the next ones until then if there is no offline queue.
  cluster.on('+node', (node: Redis) => {
    if (!node.options.readOnly) node.connect().catch(() => undefined);
  });
  return cluster;
}

function untilConnected(node: Redis): Promise<void> {
  return new Promise((done) => {
    if (node.status === 'ready' || node.status === 'end') return done();
    node.once('ready', done).once('end', done);
  });
}
