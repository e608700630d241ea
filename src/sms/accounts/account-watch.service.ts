import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ProviderAccountService, type AccountCheck } from './provider-account.service.js';

const WARN_EVERY_MS = 3_600_000;

/** Logs accounts that cannot be used, and low credit: when a worker starts, and then by schedule. */
@Injectable()
export class AccountWatchService implements OnApplicationBootstrap {
  private readonly logger = new Logger('Accounts');
  private readonly warnedAt = new Map<string, number>();

  constructor(
    private readonly accounts: ProviderAccountService,
    private readonly clock: Clock,
  ) {}

  /** Not awaited: one provider that is away must not delay the start. */
  onApplicationBootstrap(): void {
    void this.check();
  }

  async check(): Promise<void> {
    for (const check of await this.accounts.check()) {
      if (check.fault !== undefined) {
        this.logger.error({ message: 'provider account unusable', provider: check.provider, reason: check.fault });
      }
      if (check.low) this.warnOfCredit(check);
    }
  }

  private warnOfCredit({ provider, account }: AccountCheck): void {
    const now = this.clock.now();
    if (now - (this.warnedAt.get(provider) ?? -Infinity) < WARN_EVERY_MS) return;
    this.warnedAt.set(provider, now);
    const { credit, currency } = account ?? {};
    this.logger.warn({ message: 'provider credit low', provider, credit, currency });
  }
}
