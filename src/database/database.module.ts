import { type DynamicModule, Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { PrismaService } from './prisma.service.js';

export interface DatabaseOptions {
  url: string;
  /** Maximum number of connections. */
  poolSize: number;
}

/** One connection pool for Prisma, raw SQL and the limits. Inject it as `Pool` of pg. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(pg.Pool) private readonly pool: pg.Pool) {}

  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: pg.Pool, useFactory: () => createPool(options) },
        { provide: PrismaService, useFactory: (pool: pg.Pool) => new PrismaService(pool), inject: [pg.Pool] },
      ],
      exports: [pg.Pool, PrismaService],
    };
  }

  // Last, because requests and jobs that are ending still need connections.
  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 10_000;

function createPool({ url, poolSize }: DatabaseOptions): pg.Pool {
  const logger = new Logger('Database');
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // A server that stops answering on an open connection must not block requests.
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'ramz',
  });
  // The server has closed an idle connection. The pool replaces it; without a listener the process would crash.
  pool.on('error', (error) => logger.warn({ message: 'lost an idle database connection', error }));
  // A connection breaks between two queries of a transaction. The next query fails; without a listener the process would crash.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
