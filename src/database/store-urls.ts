import { accessSync, constants } from 'node:fs';
import { parsed, readAddress } from '../config/index.js';

const SSL_MODES = ['disable', 'no-verify', 'require', 'verify-ca', 'verify-full'];

/** The address of a PostgreSQL, as `DATABASE_URL`. */
export const postgresUrl = parsed('`postgresql://` or `postgres://` address', (given) => {
  const { pathname, searchParams } = readAddress(given, ['postgresql:', 'postgres:']);
  if (pathname.length < 2) throw new Error('names no database. Put its name behind the host, such as …:5432/ramz');
  assertOwnSchema(searchParams);
  assertTls(searchParams);
  return given;
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
