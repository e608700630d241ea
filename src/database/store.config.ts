import type { ConfigType } from '@nestjs/config';
import { defineConfig, passwordsOf, url, variable } from '../config/index.js';

/** The stores of rows, queues and counters. */
export const storeConfig = defineConfig('stores', {
  title: 'Stores',
  variables: {
    DATABASE_URL: variable(url('postgresql:', 'postgres:'), {
      unset: 'embedded',
      help: 'Address of a PostgreSQL to use instead of the embedded one, such as `postgresql://user:password@localhost:5432/ramz`',
    }),
    REDIS_URL: variable(url('redis:', 'rediss:'), {
      help: 'Address of a Redis for the queue and the limits, such as `redis://localhost:6379/0`; none: both are in PostgreSQL',
    }),
  },
  read: (values) => ({
    /** Undefined: the embedded database in `DATA_DIR`. */
    databaseUrl: values.DATABASE_URL,
    /** Undefined: the queue and the limits are in PostgreSQL. */
    redisUrl: values.REDIS_URL,
  }),
  secrets: ({ databaseUrl, redisUrl }) => [...passwordsOf(databaseUrl), ...passwordsOf(redisUrl)],
});

export type StoreConfig = ConfigType<typeof storeConfig>;
