import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Clock } from '../common/clock.js';
import { ConversionRepository, MessageStatisticsRepository } from '../messaging/index.js';
import { EMAIL_QUEUE, MAINTENANCE_QUEUE, SMS_QUEUE } from '../queue/index.js';
import { ProviderCreditRepository } from '../sms/index.js';
import { CachedFigure } from './cached-figure.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** States of jobs that will be run. Others are removed. */
const JOB_STATES = ['waiting', 'active', 'delayed'] as const;

/** A long window changes slowly, and is read from many rows. */
const CONVERSION_WINDOWS = {
  '15m': { windowMs: 15 * MINUTE, intervalMs: 10 * SECOND },
  '1h': { windowMs: HOUR, intervalMs: 30 * SECOND },
  '24h': { windowMs: 24 * HOUR, intervalMs: 5 * MINUTE },
};

/** Reads the figures of the fleet from the stores, rarely enough for any number of scrapers. */
@Injectable()
export class FleetFiguresService {
  private readonly jobs = this.cached(() => this.readJobs(), 2 * SECOND);
  private readonly oldestQueued = this.cached(() => this.statistics.oldestQueued(), 2 * SECOND);
  private readonly credits = this.cached(() => this.accounts.list(), 10 * SECOND);
  private readonly conversion = Object.entries(CONVERSION_WINDOWS).map(([window, { windowMs, intervalMs }]) => {
    const read = () => this.conversions.ratios(new Date(this.clock.now()), windowMs);
    return [window, this.cached(read, intervalMs)] as const;
  });

  constructor(
    @InjectQueue(SMS_QUEUE) private readonly sms: Queue,
    @InjectQueue(EMAIL_QUEUE) private readonly email: Queue,
    @InjectQueue(MAINTENANCE_QUEUE) private readonly maintenance: Queue,
    private readonly statistics: MessageStatisticsRepository,
    private readonly conversions: ConversionRepository,
    private readonly accounts: ProviderCreditRepository,
    private readonly clock: Clock,
  ) {}

  /** Takes a second at most. A figure whose store does not answer is that of an earlier reading, or undefined. */
  async read() {
    const [jobs, oldestQueued, credits, ...conversion] = await Promise.all([
      this.jobs.current(),
      this.oldestQueued.current(),
      this.credits.current(),
      ...this.conversion.map(([, figure]) => figure.current()),
    ]);
    const byWindow = this.conversion.map(([window], index) => [window, conversion[index]!] as const);
    return { jobs, oldestQueued, credits, conversion: Object.fromEntries(byWindow) };
  }

  private async readJobs(): Promise<{ queue: string; state: string; count: number }[]> {
    const counts = [this.sms, this.email, this.maintenance].map(async (queue) => {
      const found = await queue.getJobCounts(...JOB_STATES);
      return JOB_STATES.map((state) => ({ queue: queue.name, state, count: found[state] ?? 0 }));
    });
    return (await Promise.all(counts)).flat();
  }

  private cached<T>(read: () => Promise<T>, intervalMs: number): CachedFigure<T> {
    return new CachedFigure(read, intervalMs, this.clock);
  }
}
