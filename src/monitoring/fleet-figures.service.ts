import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Clock } from '../common/clock.js';
import {
  ConversionRepository,
  MessageStatisticsRepository,
  type Conversion,
  type OldestQueued,
} from '../messaging/index.js';
import { EMAIL_QUEUE, MAINTENANCE_QUEUE, SMS_QUEUE } from '../queue/index.js';
import { ProviderCreditRepository, type ProviderCredit } from '../sms/index.js';
import { CachedFigure } from '../common/cached-figure.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export interface JobCount {
  queue: string;
  state: string;
  count: number;
}

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
  private readonly jobs: CachedFigure<JobCount[]>;
  private readonly messages: CachedFigure<OldestQueued[]>;
  private readonly credits: CachedFigure<ProviderCredit[]>;
  private readonly conversion: (readonly [window: string, CachedFigure<Conversion[]>])[];

  constructor(
    @InjectQueue(SMS_QUEUE) sms: Queue,
    @InjectQueue(EMAIL_QUEUE) email: Queue,
    @InjectQueue(MAINTENANCE_QUEUE) maintenance: Queue,
    statistics: MessageStatisticsRepository,
    conversions: ConversionRepository,
    accounts: ProviderCreditRepository,
    clock: Clock,
  ) {
    this.jobs = new CachedFigure(() => countJobs([sms, email, maintenance]), 2 * SECOND, clock);
    this.messages = new CachedFigure(() => statistics.oldestQueued(), 2 * SECOND, clock);
    this.credits = new CachedFigure(() => accounts.list(), 10 * SECOND, clock);
    this.conversion = Object.entries(CONVERSION_WINDOWS).map(([window, { windowMs, intervalMs }]) => {
      const read = () => conversions.ratios(new Date(clock.now()), windowMs);
      return [window, new CachedFigure(read, intervalMs, clock)] as const;
    });
  }

  /** Takes a second at most. A figure whose store does not answer is that of an earlier reading, or undefined. */
  async read() {
    const [jobs, messages, credits, conversion] = await Promise.all([
      this.jobs.current(),
      this.messages.current(),
      this.credits.current(),
      Promise.all(this.conversion.map(async ([window, figure]) => [window, await figure.current()] as const)),
    ]);
    return { jobs, messages, credits, conversion };
  }
}

async function countJobs(queues: Queue[]): Promise<JobCount[]> {
  const counts = queues.map(async (queue) => {
    const found = await queue.getJobCounts(...JOB_STATES);
    return JOB_STATES.map((state) => ({ queue: queue.name, state, count: found[state] ?? 0 }));
  });
  return (await Promise.all(counts)).flat();
}
