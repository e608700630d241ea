import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { withDeadline } from '../common/deadline.js';
import { LogThrottle } from '../logging/index.js';
import { ProcessIdentity } from './process-identity.js';
import { ProcessRepository } from './process.repository.js';

/** A third of the time after which a process counts as ended. */
const BEAT_EVERY_MS = 10_000;
const LOG_INTERVAL_MS = 60_000;
/** How long an unavailable database may delay the end of a process. */
const REMOVE_TIMEOUT_MS = 1000;

/** Keeps the row of this process fresh, and deletes it at the end. */
@Injectable()
export class ProcessBeatService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Fleet');
  private readonly throttle = new LogThrottle(LOG_INTERVAL_MS);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly identity: ProcessIdentity,
    private readonly processes: ProcessRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.beat(), BEAT_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await withDeadline(this.processes.remove(this.identity.id), REMOVE_TIMEOUT_MS, 'database').catch(() => undefined);
  }

  /** Keeps an unexpected error in a job for the status. Never throws. */
  async recordError(error: string): Promise<void> {
    try {
      await this.processes.recordError(this.identity.id, error);
    } catch {
      // The log has it, and a database that fails is a problem of its own.
    }
  }

  private async beat(): Promise<void> {
    try {
      await this.processes.beat(this.identity, 0);
    } catch (error) {
      if (this.throttle.admits()) this.logger.warn({ message: 'failed to report that this process runs', error });
    }
  }
}
