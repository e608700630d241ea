import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ProcessIdentity, ProcessRepository } from '../fleet/index.js';
import { LogThrottle } from '../logging/index.js';
import { AlertService } from './alert.service.js';

const CHECK_EVERY_MS = 30_000;
const LOG_INTERVAL_MS = 600_000;

/** Raises an alert while no worker runs. API processes do this, because every other check needs a worker. */
@Injectable()
export class WorkerWatchService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Alerts');
  private readonly throttle = new LogThrottle(LOG_INTERVAL_MS);
  private timer?: NodeJS.Timeout;
  /** A rolling restart may leave no worker for a moment. */
  private wasMissing = false;

  constructor(
    private readonly identity: ProcessIdentity,
    private readonly processes: ProcessRepository,
    private readonly alerts: AlertService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.identity.role === 'api') this.timer = setInterval(() => void this.check(), CHECK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Raises the alert at the second check without a worker. Never throws. */
  async check(): Promise<void> {
    try {
      const running = await this.processes.running();
      if (running.some(({ role }) => role !== 'api')) {
        this.wasMissing = false;
        await this.alerts.clear({ kind: 'no_worker' });
        return;
      }
      if (this.wasMissing) {
        const summary = 'No worker is running, so nothing is sent. Start a process with ROLE=worker or ROLE=all.';
        await this.alerts.raise({ kind: 'no_worker', summary });
      }
      this.wasMissing = true;
    } catch (error) {
      if (this.throttle.admits()) this.logger.warn({ message: 'failed to check for workers, will retry', error });
    }
  }
}
