import { codeOf } from '../common/system-error.js';
import type { RedisAddress } from './redis-address.js';

/** Returns a sentence with the fix if an error means that Redis can never be used; undefined if it may recover. */
export function explainRefusal(error: unknown, address: RedisAddress): string | undefined {
  const cause = causeOf(error);
  const message = cause instanceof Error ? cause.message : '';
  if (address.kind === 'sentinel' && /No such master with that name/.test(message))
    return 'The sentinels do not know the primary that REDIS_URL names. Correct the name behind the hosts.';
  if (address.kind === 'sentinel' && /sentinel.*(NOAUTH|WRONGPASS)/.test(message)) {
    return (
      'The sentinels refuse the login of REDIS_URL. Add ?sentinel_password=, and sentinel_username= if they have users; ' +
      'the login in front of the hosts is for the servers.'
    );
  }
  if (/cluster support disabled/.test(message))
    return 'REDIS_URL starts with redis+cluster://, but the server is no node of a cluster. Start it with redis://.';
  if (/^NOAUTH/.test(message))
    return 'Redis wants a password. Set REDIS_URL to an address like redis://:password@host:6379.';
  if (/^(WRONGPASS|ERR (invalid password|AUTH))/.test(message))
    return 'Redis refuses the user or the password of REDIS_URL. Correct them, and percent-encode special characters.';
  if (/^NOPERM/.test(message))
    return 'The user of REDIS_URL may not run the commands that Ramz needs. Give it the rights +@all and ~*.';
  if (address.kind !== 'cluster' && /DB index is out of range|invalid DB index/.test(message))
    return `REDIS_URL names the database ${address.database}, and this server has fewer databases. Name another, such as /0.`;
  if (codeOf(cause) === 'ERR_TLS_CERT_ALTNAME_INVALID' || /certificate/i.test(message))
    return `The certificate of Redis cannot be verified (${message}). Set NODE_EXTRA_CA_CERTS to the file of its authority.`;
  return undefined;
}

/** The client of a cluster reports the last error of a node inside another one. */
function causeOf(error: unknown): unknown {
  return (error as { lastNodeError?: unknown } | undefined)?.lastNodeError ?? error;
}
