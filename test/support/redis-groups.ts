import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { startOwnRedis, type OwnRedis } from './own-redis.js';
import { findFreePort } from './ports.js';

const PRIMARY_NAME = 'mymaster';
const SLOTS = 16_384;
const NODES = 3;

/** Redis servers that belong together. */
export interface RedisGroup {
  /** For `REDIS_URL`. */
  url: string;
  servers: OwnRedis[];
  stop(): Promise<void>;
}

/**
 * A primary, a replica, and a sentinel that makes the replica the primary soon after the primary has gone.
 * @param password of the sentinel
 */
export async function startSentinel(password?: string): Promise<RedisGroup> {
  const folder = mkdtempSync(join(tmpdir(), 'ramz-sentinel-'));
  const primary = await startOwnRedis();
  const replica = await startOwnRedis(['--replicaof', '127.0.0.1', String(primary.port)]);
  await eventually(async () => expect(await ask(replica, 'info', 'replication')).toContain('master_link_status:up'));
  const settings = join(folder, 'sentinel.conf');
  writeFileSync(
    settings,
    [
      `sentinel monitor ${PRIMARY_NAME} 127.0.0.1 ${primary.port} 1`,
      `sentinel down-after-milliseconds ${PRIMARY_NAME} 500`,
      `sentinel failover-timeout ${PRIMARY_NAME} 2000`,
      ...(password === undefined ? [] : [`requirepass ${password}`]),
    ].join('\n'),
  );
  const sentinel = await startOwnRedis([], undefined, [settings, '--sentinel']);
  await eventually(async () => {
    expect(await ask({ ...sentinel, password }, 'sentinel', 'replicas', PRIMARY_NAME)).toHaveLength(1);
  });
  return {
    url: `redis+sentinel://127.0.0.1:${sentinel.port}/${PRIMARY_NAME}/0`,
    servers: [primary, replica],
    stop: async () => {
      await Promise.all([sentinel, primary, replica].map((server) => server.stop()));
      rmSync(folder, { recursive: true });
    },
  };
}

/** A cluster of three nodes without replicas. */
export async function startCluster(): Promise<RedisGroup> {
  const folders = Array.from({ length: NODES }, () => mkdtempSync(join(tmpdir(), 'ramz-cluster-')));
  const servers = await Promise.all(folders.map(startNode));
  await Promise.all(servers.map((server, i) => ask(server, 'cluster', 'addslotsrange', ...slotsOf(i))));
  const [first, ...others] = servers;
  for (const { port, busPort } of others) await ask(first!, 'cluster', 'meet', '127.0.0.1', port, busPort);
  for (const server of servers) {
    await eventually(async () => {
      const info = await ask(server, 'cluster', 'info');
      expect(info).toContain('cluster_state:ok');
      expect(info).toContain(`cluster_known_nodes:${NODES}`);
    });
  }
  return {
    url: `redis+cluster://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    servers,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}

/** The bus of a node has a port of its own, because the usual one, 10,000 above, may not exist. */
async function startNode(folder: string, index: number): Promise<OwnRedis & { busPort: number }> {
  const busPort = await findFreePort();
  const flags = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort), '--cluster-node-timeout', '2000'];
  const server = await startOwnRedis([...flags, '--cluster-config-file', `nodes-${index}.conf`, '--dir', folder]);
  return { ...server, busPort };
}

function slotsOf(index: number): [first: number, last: number] {
  const size = Math.ceil(SLOTS / NODES);
  return [index * size, Math.min(SLOTS, (index + 1) * size) - 1];
}

interface Asked {
  port: number;
  password?: string | undefined;
}

async function ask({ port, password }: Asked, command: string, ...args: (string | number)[]): Promise<unknown> {
  const redis = new Redis({ port, host: '127.0.0.1', ...(password !== undefined && { password }) });
  try {
    return await redis.call(command, ...args);
  } finally {
    redis.disconnect();
  }
}
