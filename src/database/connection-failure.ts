import { codeOf } from '../common/system-error.js';

const TLS_CODES = /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|CERT_|ERR_TLS_CERT)/;

/**
 * Explains why a connection to PostgreSQL failed, in a sentence with the fix. It has no part of a password.
 * @param url the address that was used
 */
export function explainConnectionFailure(error: unknown, url: string): string {
  const code = codeOf(error) ?? '';
  const message = withoutPassword(messageOf(error), url);
  if (message.includes('pg_hba.conf'))
    return `The database server does not let this user in from this machine (${message}). Add a line to its pg_hba.conf, or correct DATABASE_URL.`;
  if (code === '28P01' || code === '28000')
    return 'The database refuses the user or the password of DATABASE_URL. Correct them, and percent-encode special characters.';
  if (code === '3D000') return `The database does not exist (${message}). Create it, or correct DATABASE_URL.`;
  if (code === '57P03')
    return `The database server does not accept connections yet (${message}). Wait until it does, and look at its log if it takes long.`;
  if (code === '53300')
    return `The database server has no connection left (${message}). Start fewer processes, or raise max_connections in its configuration.`;
  if (code === 'ENOTFOUND')
    return `The host name in DATABASE_URL is not known (${message}). Correct it, or check the DNS server of this machine.`;
  if (message.includes('does not support SSL'))
    return 'The database server does not offer TLS. Turn TLS on in the server, or add ?sslmode=disable to DATABASE_URL.';
  if (TLS_CODES.test(code)) {
    return (
      `The certificate of the database server cannot be verified (${code}). Add sslrootcert= with the file of its ` +
      'authority to DATABASE_URL, or sslmode=no-verify.'
    );
  }
  return `The database cannot be reached: ${message}`;
}

export function messageOf(error: unknown): string {
  // When all addresses of a host refuse the connection, the error is an AggregateError without a message.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

export function withoutPassword(message: string, url: string): string {
  const password = URL.canParse(url) ? new URL(url).password : '';
  const clean = message.replaceAll(url, '(connection string)');
  return password ? clean.replaceAll(password, '***').replaceAll(decodeURIComponent(password), '***') : clean;
}
