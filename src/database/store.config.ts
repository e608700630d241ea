import type { ConfigType } from '@nestjs/config';
import { boolean, defineConfig, passwordsOf, variable } from '../config/index.js';
import { redisPasswordsOf, redisUrl } from '../redis/index.js';
import { postgresUrl, withDriverTls } from './store-urls.js';

/** The stores of rows, queues and counters. */
export const storeConfig = defineConfig('stores', {
  title: 'Stores',
  variables: {
    DATABASE_URL: variable(postgresUrl, {
      unset: 'embedded',
      help: 'Address of a PostgreSQL to use instead of the embedded one, such as `postgresql://user:password@localhost:5432/ramz`: [below](#postgresql)',
    }),
    DATABASE_DIRECT_URL: variable(postgresUrl, {
      unset: '`DATABASE_URL`',
      help: 'Address of the same database without the transaction pooler, for migrations and the queue',
    }),
    ALLOW_EMBEDDED_DATABASE: variable(boolean, {
      default: 'false',
      help: 'Lets production run on the embedded database',
    }),
    REDIS_URL: variable(redisUrl, {
      help: 'Address of a Redis for the queue and the limits, such as `redis://localhost:6379/0`, of its [sentinels or of a cluster](scaling.md#redis); none: both are in PostgreSQL',
    }),
  },
  faults: ({ DATABASE_URL, DATABASE_DIRECT_URL, REDIS_URL, ALLOW_EMBEDDED_DATABASE }, { production }) => {
    if (DATABASE_DIRECT_URL && !DATABASE_URL)
      return ['DATABASE_DIRECT_URL is set without DATABASE_URL. Set DATABASE_URL, or both'];
    if (DATABASE_URL && !DATABASE_DIRECT_URL && !REDIS_URL && isPooler(DATABASE_URL)) {
      return [
        'DATABASE_URL is a transaction pooler (pgbouncer=true), through which the queue does not work. Set ' +
          'DATABASE_DIRECT_URL to the address of PostgreSQL itself, or REDIS_URL',
      ];
    }
    if (DATABASE_URL || ALLOW_EMBEDDED_DATABASE || !production) return [];
    return [
      'DATABASE_URL is missing: the embedded database has no replica and no backup. Set DATABASE_URL, or ' +
        'ALLOW_EMBEDDED_DATABASE=true',
    ];
  },
  warnings: ({ DATABASE_URL, ALLOW_EMBEDDED_DATABASE }, { production }) =>
    production && !DATABASE_URL && ALLOW_EMBEDDED_DATABASE
      ? ['ALLOW_EMBEDDED_DATABASE lets production run on a database without a replica and without a backup.']
      : [],
  read: ({ DATABASE_URL, DATABASE_DIRECT_URL, REDIS_URL }) => ({
    /** Undefined: the embedded database in `DATA_DIR`. */
    databaseUrl: DATABASE_URL && withDriverTls(DATABASE_DIRECT_URL ? withPoolerMark(DATABASE_URL) : DATABASE_URL),
    /** The same database, never through a pooler. Undefined: the embedded one. */
    directUrl: (DATABASE_DIRECT_URL ?? DATABASE_URL) && withDriverTls(DATABASE_DIRECT_URL ?? DATABASE_URL!),
    /** Undefined: the queue and the limits are in PostgreSQL. */
    redisUrl: REDIS_URL,
  }),
  secrets: ({ databaseUrl, directUrl, redisUrl: redis }) => [
    ...[databaseUrl, directUrl].flatMap((address) => passwordsOf(address)),
    ...redisPasswordsOf(redis),
  ],
});

export type StoreConfig = ConfigType<typeof storeConfig>;

function isPooler(address: string): boolean {
  return new URL(address).searchParams.get('pgbouncer') === 'true';
}

/** Beside a direct address, `DATABASE_URL` is that of a pooler, which may not know named statements. */
function withPoolerMark(address: string): string {
  const url = new URL(address);
  url.searchParams.set('pgbouncer', 'true');
  return url.href;
}
