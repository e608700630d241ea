import { Cluster, Redis, SentinelConnector, type RedisOptions } from 'ioredis';
import { withDeadline } from '../common/deadline.js';
import type { RedisAddress } from './redis-address.js';

/** One server (also one that sentinels name), or a cluster. */
export type RedisClient = Redis | Cluster;

const MAX_RETRY_DELAY_MS = 2000;
const SLOTS_REFRESH_MS = 5000;
const SENTINEL_TIMEOUT_MS = 2000;
const CLUSTER_TIMEOUT_MS = 2000;

/**
 * Asks the sentinels for the primary. Without this class, a message about a failover that comes while they are asked ends
 * the client for good, because it closes the connection that is being made.
 */
class PrimaryConnector extends SentinelConnector {
  override connect(...args: Parameters<SentinelConnector['connect']>): ReturnType<SentinelConnector['connect']> {
    // It listens for the messages. The next connection makes another one.
    this['failoverDetector']?.cleanup();
    return super.connect(...args);
  }
}

/** Milliseconds until the next attempt to connect. A short outage must not make a client wait for long. */
export function retryDelay(attempt: number): number {
  return Math.min(attempt * 100, MAX_RETRY_DELAY_MS);
}

/** Creates the client of an address. Every connection of Ramz to Redis is made here. */
export function createRedis(address: RedisAddress, options: RedisOptions): RedisClient {
  if (address.kind === 'sentinel') return createOfSentinels(address, options);
  if (address.kind === 'cluster') return createCluster(address, options);
  return new Redis(address.url, { db: address.database, ...options });
}

/**
 * Connects a client that was created with `lazyConnect`, and all nodes of a cluster that can be reached.
 * @throws when Redis cannot be reached; the client goes on trying
 */
export async function connectRedis(redis: RedisClient): Promise<void> {
  if (!(redis instanceof Cluster)) return redis.connect();
  // Its `connect` never settles if the cluster is not ready at the first attempt.
  const ready = new Promise<void>((done) => void redis.once('ready', done));
  await withDeadline(Promise.race([redis.connect(), ready]), CLUSTER_TIMEOUT_MS, 'redis cluster');
  await Promise.all(redis.nodes('master').map(connectNode));
}

function createOfSentinels(address: RedisAddress & { kind: 'sentinel' }, options: RedisOptions): Redis {
  const { nodes, primaryName, database, username, password, sentinelUsername, sentinelPassword, tls } = address;
  const { retryStrategy } = options;
  return new Redis({
    // Leaves a primary that only hangs as soon as the sentinels have named another one.
    failoverDetector: true,
    ...options,
    Connector: PrimaryConnector as NonNullable<RedisOptions['Connector']>,
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
    // A primary that has become a replica refuses writes.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
}

function createCluster(address: RedisAddress & { kind: 'cluster' }, options: RedisOptions): Cluster {
  const { nodes, username, password, tls } = address;
  const { host: _host, port: _port, db: _db, lazyConnect, enableOfflineQueue, retryStrategy, ...ofNodes } = options;
  const { enableReadyCheck } = options;
  const cluster = new Cluster(nodes, {
    ...(lazyConnect !== undefined && { lazyConnect }),
    ...(enableOfflineQueue !== undefined && { enableOfflineQueue }),
    ...(enableReadyCheck !== undefined && { enableReadyCheck }),
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
  cluster.on('ready', () => {
    for (const node of cluster.nodes('master')) void connectNode(node);
  });
  cluster.on('+node', (node: Redis) => {
    if (cluster.status === 'ready' && !node.options.readOnly) void connectNode(node);
  });
  return cluster;
}

/** Waits until a node is connected, or cannot be. */
function connectNode(node: Redis): Promise<void> {
  return new Promise((done) => {
    if (node.status === 'wait') node.connect().catch(() => undefined);
    if (node.status === 'ready' || node.status === 'end') return done();
    node.once('ready', done).once('end', done);
  });
}
