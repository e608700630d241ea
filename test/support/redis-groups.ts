import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Certificates } from './certificates.js';
import { eventually } from './eventually.js';
import { startOwnRedis, type OwnRedis } from './own-redis.js';
import { findFreePort } from './ports.js';

const PRIMARY_NAME = 'mymaster';
const SLOTS = 16_384;
const NODES = 3;
const HOST_OF_CERTIFICATES = 'localhost';

/** Redis servers that belong together. */
export interface RedisGroup {
  /** For `REDIS_URL`. */
  url: string;
  servers: OwnRedis[];
  stop(): Promise<void>;
}

export interface GroupOptions {
  /** Of the sentinel. */
  password?: string;
  /** All connections are encrypted, and the servers are known by the name `localhost` alone. */
  certificates?: Certificates;
}

/** A primary, a replica, and a sentinel that makes the replica the primary soon after the primary has gone. */
export async function startSentinel({ password, certificates }: GroupOptions = {}): Promise<RedisGroup> {
  const folder = mkdtempSync(join(tmpdir(), 'ramz-sentinel-'));
  const host = hostOf(certificates);
  const ask = askWith(certificates);
  const announced = ['--replica-announce-ip', host];
  const primary = await startServer(certificates, announced);
  const replica = await startServer(certificates, [...announced, '--replicaof', host, String(primary.port)]);
  await eventually(async () => expect(await ask(replica, 'info', 'replication')).toContain('master_link_status:up'));
  const settings = join(folder, 'sentinel.conf');
  writeFileSync(
    settings,
    [
      'sentinel resolve-hostnames yes',
      'sentinel announce-hostnames yes',
      `sentinel monitor ${PRIMARY_NAME} ${host} ${primary.port} 1`,
      `sentinel down-after-milliseconds ${PRIMARY_NAME} 500`,
      `sentinel failover-timeout ${PRIMARY_NAME} 2000`,
      ...(password === undefined ? [] : [`requirepass ${password}`]),
    ].join('\n'),
  );
  const sentinel = await startServer(certificates, [], [settings, '--sentinel']);
  await eventually(async () => {
    expect(await ask({ ...sentinel, password }, 'sentinel', 'replicas', PRIMARY_NAME)).toHaveLength(1);
  });
  return {
    url: `${schemeOf(certificates)}+sentinel://${host}:${sentinel.port}/${PRIMARY_NAME}/0`,
    servers: [primary, replica],
    stop: async () => {
      await Promise.all([sentinel, primary, replica].map((server) => server.stop()));
      rmSync(folder, { recursive: true });
    },
  };
}

/** A cluster of three nodes without replicas. */
export async function startCluster({ certificates }: GroupOptions = {}): Promise<RedisGroup> {
  const folders = Array.from({ length: NODES }, () => mkdtempSync(join(tmpdir(), 'ramz-cluster-')));
  const ask = askWith(certificates);
  const servers = await Promise.all(folders.map((folder, index) => startNode(folder, index, certificates)));
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
    url: `${schemeOf(certificates)}+cluster://${servers.map(({ port }) => `${hostOf(certificates)}:${port}`).join(',')}`,
    servers,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}

/** The bus of a node has a port of its own, because the usual one, 10,000 above, may not exist. */
async function startNode(
  folder: string,
  index: number,
  certificates?: Certificates,
): Promise<OwnRedis & { busPort: number }> {
  const busPort = await findFreePort();
  const flags = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort), '--cluster-node-timeout', '2000'];
  if (certificates) {
    flags.push('--tls-cluster', 'yes', '--cluster-announce-hostname', HOST_OF_CERTIFICATES);
    flags.push('--cluster-preferred-endpoint-type', 'hostname');
  }
  const files = ['--cluster-config-file', `nodes-${index}.conf`, '--dir', folder];
  return { ...(await startServer(certificates, [...flags, ...files])), busPort };
}

/** A server that accepts encrypted connections alone if there are certificates. */
async function startServer(
  certificates: Certificates | undefined,
  flags: string[],
  first?: string[],
): Promise<OwnRedis> {
  if (!certificates) return startOwnRedis(flags, undefined, first);
  const port = await findFreePort();
  const { authority, certificate, key } = certificates;
  const files = ['--tls-ca-cert-file', authority, '--tls-cert-file', certificate, '--tls-key-file', key];
  const tls = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', '--tls-replication', 'yes'];
  return startOwnRedis([...tls, ...files, ...flags], port, first);
}

function slotsOf(index: number): [first: number, last: number] {
  const size = Math.ceil(SLOTS / NODES);
  return [index * size, Math.min(SLOTS, (index + 1) * size) - 1];
}

interface Asked {
  port: number;
  password?: string | undefined;
}

/** A function that sends one command to one server. */
function askWith(certificates?: Certificates) {
  const tls = certificates && { ca: readFileSync(certificates.authority) };
  return async ({ port, password }: Asked, command: string, ...args: (string | number)[]): Promise<unknown> => {
    const host = hostOf(certificates);
    const redis = new Redis({ port, host, ...(password !== undefined && { password }), ...(tls && { tls }) });
    try {
      return await redis.call(command, ...args);
    } finally {
      redis.disconnect();
    }
  };
}

function hostOf(certificates?: Certificates): string {
  return certificates ? HOST_OF_CERTIFICATES : '127.0.0.1';
}

function schemeOf(certificates?: Certificates): string {
  return certificates ? 'rediss' : 'redis';
}
