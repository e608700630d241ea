import { Injectable } from '@nestjs/common';
import { Batcher } from '../../common/batcher.js';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import { BucketStore, type CountedAsk, type Observation } from './bucket.store.js';
import { countAsksSql, type CountedAsksRow } from './count-asks.sql.js';
import { leakageSql } from './leak.sql.js';
import { DAY_SECONDS, HOUR_SECONDS } from './leak.js';
import { observationsOf } from './observation.js';
import { drainAsksSql, withdrawAsksSql } from './take-out-asks.sql.js';

/** A country or prefix with unverified codes. */
export interface FullBucket {
  key: string;
  hourLevel: number;
  dayLevel: number;
}

const { sql } = Prisma;
/** How long a request waits for its count. */
const TIMEOUT_MS = 2000;
const DAY_MS = DAY_SECONDS * 1000;
/** Nearly every statement writes the row of the same country, so two at a time would wait for each other. */
const ONE_AT_A_TIME = { maxInFlight: 1 };

/**
 * The buckets in PostgreSQL, which all processes share. Concurrent requests are counted, withdrawn and drained in one
 * statement each, at the time of the latest of them. Two requests of one recipient never share a statement, because the
 * first decides what the second counts. Every statement locks in the order of the keys, so that no two wait for each other.
 */
@Injectable()
export class BucketRepository extends BucketStore {
  private readonly counts: Batcher<CountedAsk, Observation>;
  private readonly withdrawals: Batcher<{ key: string; now: Date }, void>;
  private readonly drains: Batcher<{ key: string; now: Date }, void>;

  constructor(private readonly prisma: PrismaService) {
    super();
    this.counts = new Batcher({
      run: (asks) => this.countAll(asks),
      keyOf: ({ recipientKey }) => recipientKey,
      ...ONE_AT_A_TIME,
    });
    this.withdrawals = this.takeOutBatcher(withdrawAsksSql);
    this.drains = this.takeOutBatcher(drainAsksSql);
  }

  override count(ask: CountedAsk): Promise<Observation> {
    return this.counts.addWithin(ask, TIMEOUT_MS, 'guard store');
  }

  override withdraw(askId: string, now: Date): Promise<void> {
    return this.withdrawals.add({ key: askId, now });
  }

  override drain(recipientKey: string, now: Date): Promise<void> {
    return this.drains.add({ key: recipientKey, now });
  }

  /** The countries and prefixes with the most unverified codes of a day, at a time. */
  async fullest(now: Date, limit: number): Promise<FullBucket[]> {
    const at = sql`${now}::timestamptz`;
    return this.prisma.$queryRaw<FullBucket[]>`
      SELECT key, hour_level * ${leakageSql(sql`at`, at, HOUR_SECONDS)} AS "hourLevel",
        day_level * ${leakageSql(sql`at`, at, DAY_SECONDS)} AS "dayLevel"
      FROM fraud_buckets WHERE at > ${new Date(now.getTime() - DAY_MS)} AND day_level > 0.5
        AND (key LIKE 'country:%' OR key LIKE 'prefix_4:%')
      ORDER BY 3 DESC LIMIT ${limit}`;
  }

  private async countAll(asks: CountedAsk[]): Promise<Observation[]> {
    const [row] = await this.prisma.$queryRaw<[CountedAsksRow]>(countAsksSql(asks, latestOf(asks)));
    return observationsOf(asks, row);
  }

  private takeOutBatcher(takeOutSql: (keys: string[], at: Date) => Prisma.Sql) {
    return new Batcher<{ key: string; now: Date }, void>({
      run: async (items) => {
        const keys = items.map(({ key }) => key);
        await this.prisma.$executeRaw(takeOutSql(keys, latestOf(items)));
        return keys.map(() => undefined);
      },
      keyOf: ({ key }) => key,
      ...ONE_AT_A_TIME,
    });
  }
}

function latestOf(items: { now: Date }[]): Date {
  return new Date(Math.max(...items.map(({ now }) => now.getTime())));
}
