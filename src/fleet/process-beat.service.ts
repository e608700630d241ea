import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DatabaseClock } from '../common/database-clock.js';
import { withDeadline } from '../common/deadline.js';
import { LogThrottle } from '../logging/index.js';
import { measureSkew } from './clock-skew.js';
import { ProcessIdentity } from './process-identity.js';
import { ProcessRepository } from './process.repository.js';

/** A third of the time after which a process counts as ended. */
const BEAT_EVERY_MS = 10_000;
const LOG_INTERVAL_MS = 60_000;
/** More than what a clock that is synchronised differs. */
export const MAX_SKEW_MS = 2000;
const SKEW_LOG_INTERVAL_MS = 600_000;
/** How long an unavailable database may delay the end of a process. */
const REMOVE_TIMEOUT_MS = 1000;

/** Keeps the row of this process fresh and its clock at the time of the database, and deletes the row at the end. */
@Injectable()
export class ProcessBeatService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Fleet');
  private readonly throttle = new LogThrottle(LOG_INTERVAL_MS);
  private readonly skewThrottle = new LogThrottle(SKEW_LOG_INTERVAL_MS);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly identity: ProcessIdentity,
    private readonly processes: ProcessRepository,
    private readonly clock: DatabaseClock,
  ) {
    this.correctClock();
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.beat(), BEAT_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await withDeadline(this.processes.remove(this.identity.id), REMOVE_TIMEOUT_MS, 'database').catch(() => undefined);
  }

  private correctClock(): void {
    const { skewMs } = this.identity;
    this.clock.correct(skewMs);
    if (Math.abs(skewMs) > MAX_SKEW_MS && this.skewThrottle.admits())
      this.logger.warn({ message: 'clock differs from the database', skew_ms: skewMs });
  }

  private async beat(): Promise<void> {
    try {
      const skewMs = await measureSkew(() => this.processes.databaseTime());
      if (skewMs !== undefined) this.identity.skewMs = skewMs;
      this.correctClock();
      await this.processes.beat(this.identity);
    } catch (error) {
      if (this.throttle.admits()) this.logger.warn({ message: 'failed to report that this process runs', error });
    }
  }
}
