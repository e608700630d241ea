import { parsed, passwordsOf, readAddress } from '../config/index.js';

/** One of several servers that are reached by one address. */
export interface RedisNode {
  host: string;
  port: number;
}

/** The login of each server, and whether connections are encrypted. */
interface RedisAccess {
  nodes: RedisNode[];
  username?: string;
  password?: string;
  tls: boolean;
}

/** How Redis is reached: `nodes` are the sentinels, or some nodes of a cluster. */
export type RedisAddress =
  /** `url` names no database. */
  | { kind: 'server'; url: string; database: number }
  | ({
      kind: 'sentinel';
      /** The name by which the sentinels know the primary. */
      primaryName: string;
      database: number;
      sentinelUsername?: string;
      sentinelPassword?: string;
    } & RedisAccess)
  | ({ kind: 'cluster' } & RedisAccess);

const SERVER = ['redis:', 'rediss:'];
const SENTINEL = ['redis+sentinel:', 'rediss+sentinel:'];
const CLUSTER = ['redis+cluster:', 'rediss+cluster:'];
const SENTINEL_LOGIN = ['sentinel_username', 'sentinel_password'];
const SENTINEL_PORT = 26379;
const SERVER_PORT = 6379;

/** `REDIS_URL`: the text of an address that `readRedisAddress` accepts. */
export const redisUrl = parsed('`redis://`, `redis+sentinel://` or `redis+cluster://` address', (given) => {
  readRedisAddress(given);
  return given.replace(/\/+$/, '');
});

/** @throws Error whose message continues a sentence that begins with the name of the variable */
export function readRedisAddress(given: string): RedisAddress {
  const { url, nodes } = splitNodes(given);
  if (SENTINEL.includes(url.protocol)) return readSentinel(url, nodes);
  if (CLUSTER.includes(url.protocol)) return readCluster(url, nodes);
  if (nodes.length > 1) {
    throw new Error(
      'must be the address of a single server. Start it with redis+sentinel:// or redis+cluster:// if it names several',
    );
  }
  const { pathname } = url;
  if (!/^(\/\d*)?$/.test(pathname)) throw new Error('must end with the number of a database, such as …:6379/0');
  url.pathname = '';
  return { kind: 'server', url: url.href, database: Number(pathname.slice(1)) };
}

/** Returns the passwords in an accepted address, as written and decoded. */
export function redisPasswordsOf(address: string | undefined): string[] {
  if (address === undefined) return [];
  const { url } = splitNodes(address);
  const ofSentinels = url.searchParams.get('sentinel_password');
  return [...passwordsOf(url.href), ...(ofSentinels ? [ofSentinels, encodeURIComponent(ofSentinels)] : [])];
}

/** Says where Redis is, without a login. */
export function describeRedis(address: string): string {
  const { url, hosts } = splitNodes(address);
  const kinds = { 'redis+sentinel:': 'Redis Sentinel', 'redis+cluster:': 'Redis Cluster' };
  const kind = kinds[url.protocol.replace('rediss', 'redis') as keyof typeof kinds] ?? 'Redis';
  return `${kind} at ${hosts.join(',')}${url.pathname}`;
}

function readSentinel(url: URL, nodes: string[]): RedisAddress {
  const [, primaryName, database] = /^\/([\w.-]+)(?:\/(\d+))?\/?$/.exec(url.pathname) ?? [];
  if (primaryName === undefined) {
    throw new Error(
      'must end with the name of the primary, and may name a database behind it, such as …:26379/mymaster/0',
    );
  }
  if ([...url.searchParams.keys()].some((name) => !SENTINEL_LOGIN.includes(name)))
    throw new Error(`has an unknown option. Behind ?, only ${SENTINEL_LOGIN.join(' and ')} are known`);
  const [sentinelUsername, sentinelPassword] = SENTINEL_LOGIN.map((name) => url.searchParams.get(name) ?? undefined);
  return {
    kind: 'sentinel',
    primaryName,
    database: Number(database ?? 0),
    ...accessOf(url, nodes, SENTINEL_PORT),
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
  };
}

function readCluster(url: URL, nodes: string[]): RedisAddress {
  if (!/^\/?0?$/.test(url.pathname)) throw new Error('must name no database: a Redis Cluster has only the database 0');
  if (url.search) throw new Error('has an unknown option. Remove ? and what follows');
  return { kind: 'cluster', ...accessOf(url, nodes, SERVER_PORT) };
}

function accessOf(url: URL, nodes: string[], defaultPort: number): RedisAccess {
  const [username, password] = [url.username, url.password].map(decodeURIComponent);
  return {
    nodes: nodes.map((node) => nodeOf(new URL(node), defaultPort)),
    ...(username && { username }),
    ...(password && { password }),
    tls: url.protocol.startsWith('rediss'),
  };
}

function nodeOf({ hostname, port }: URL, defaultPort: number): RedisNode {
  if (!hostname) throw new Error('names no host');
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || defaultPort) };
}

/** `URL` reads one host only. `url` has the first; `nodes` are addresses of one host each, without login. */
function splitNodes(given: string): { url: URL; hosts: string[]; nodes: string[] } {
  const protocols = [...SERVER, ...SENTINEL, ...CLUSTER];
  const [, protocol = '', login = '', list = '', rest = ''] =
    /^([^/]*\/\/)([^/?#]*@)?([^/?#@]*)(.*)$/s.exec(given) ?? [];
  const hosts = list.split(',').map((host) => host.trim());
  const url = readAddress(`${protocol}${login}${hosts[0]}${rest}`, protocols);
  const nodes = hosts.map((host) => readAddress(`${protocol}${host}`, protocols).href);
  return { url, hosts, nodes };
}
