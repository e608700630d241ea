import { accessSync, constants } from 'node:fs';
import { parsed } from '../config/index.js';

const PERCENT_ENCODE =
  'cannot be read as an address. Percent-encode special characters in user and password, such as %40 for @ and %2F for /';
const SSL_MODES = ['disable', 'no-verify', 'require', 'verify-ca', 'verify-full'];

/** The address of a PostgreSQL, as `DATABASE_URL`. */
export const postgresUrl = parsed('`postgresql://` or `postgres://` address', (given) => {
  const { pathname, searchParams } = readAddress(given, ['postgresql:', 'postgres:']);
  if (pathname.length < 2) throw new Error('names no database. Put its name behind the host, such as …:5432/ramz');
  assertOwnSchema(searchParams);
  assertTls(searchParams);
  return given;
});

/** The address of a Redis, as `REDIS_URL`. */
export const redisUrl = parsed('`redis://` or `rediss://` address', (given) => {
  if (given.includes(','))
    throw new Error('must be the address of a single server. Sentinel and Cluster are not supported');
  const { pathname } = readAddress(given, ['redis:', 'rediss:']);
  if (!/^(\/\d*)?$/.test(pathname)) throw new Error('must end with the number of a database, such as …:6379/0');
  return given.replace(/\/+$/, '');
});

/**
 * Says in an address what the driver shall verify. It treats `require` and `verify-ca` like `verify-full`, and warns that
 * this will change. Here `require` verifies everything too, and `verify-ca` all but the host name.
 */
export function withDriverTls(address: string): string {
  const url = new URL(address);
  const mode = url.searchParams.get('sslmode');
  if (mode !== 'require' && mode !== 'verify-ca') return address;
  if (mode === 'require') url.searchParams.set('sslmode', 'verify-full');
  else url.searchParams.set('uselibpqcompat', 'true');
  return url.href;
}

/**
 * A password with a special character may move the end of the host, and the rest of the password would then be looked up,
 * and logged, as a host or a database.
 */
function readAddress(given: string, protocols: string[]): URL {
  if (!protocols.some((protocol) => given.startsWith(`${protocol}//`)))
    throw new Error(`must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
  const isEncoded = URL.canParse(given) && !/[\s\\]|%(?![0-9a-f]{2})/i.test(given) && isDecodable(given);
  const url = isEncoded ? new URL(given) : undefined;
  if (!url || `${url.pathname}${url.search}`.includes('@') || url.hash) throw new Error(PERCENT_ENCODE);
  return url;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function assertOwnSchema(parameters: URLSearchParams): void {
  const schema = parameters.get('schema') ?? 'public';
  if (schema !== 'public') {
    throw new Error(
      'names the schema of another application. Ramz needs a database of its own and keeps its tables in the schema ' +
        'public: create a database, and remove ?schema=',
    );
  }
  if (/search_path/i.test(parameters.get('options') ?? '')) {
    throw new Error('sets search_path, but Ramz keeps its tables in the schema public. Remove search_path');
  }
}

function assertTls(parameters: URLSearchParams): void {
  const mode = parameters.get('sslmode');
  if (mode !== null && !SSL_MODES.includes(mode)) {
    throw new Error(
      `has an unknown sslmode: sslmode must be ${SSL_MODES.slice(0, -1).join(', ')} or ${SSL_MODES.at(-1)}`,
    );
  }
  if (mode === 'verify-ca' && !parameters.has('sslrootcert'))
    throw new Error('has an incomplete sslmode: verify-ca needs sslrootcert, the file of the authority');
  for (const name of ['sslrootcert', 'sslcert', 'sslkey']) {
    const path = parameters.get(name);
    if (path !== null && !isReadable(path))
      throw new Error(`names a file that cannot be read: ${name}. Correct its path`);
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
