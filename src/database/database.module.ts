import { type DynamicModule, Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { PrismaService } from './prisma.service.js';

export interface DatabaseOptions {
  url: string;
  /** Connections at most */
  poolSize: number;
}

/** One pool for everything: Prisma, raw SQL and the limits. Inject it by the class `Pool` of pg. */
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

  // After every module's onModuleDestroy, when nothing asks for a connection any more.
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
    // A server that stops answering on an open connection must not hold requests.
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'ramz',
  });
  // An idle connection that the server ends: the pool opens another, and an event nobody hears would end the process.
  pool.on('error', (error) => logger.warn(`lost an idle database connection: ${error.message}`));
  // One that breaks while it is checked out, between two queries of a transaction: the next query fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
