import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ProviderAccountService, type AccountCheck } from './provider-account.service.js';

const WARN_EVERY_MS = 3_600_000;

/** Tells the operator of accounts that cannot be used, or soon cannot: once when a worker starts, then by schedule. */
@Injectable()
export class AccountWatchService implements OnApplicationBootstrap {
  private readonly logger = new Logger('Accounts');
  private readonly warnedAt = new Map<string, number>();

  constructor(
    private readonly accounts: ProviderAccountService,
    private readonly clock: Clock,
  ) {}

  /** In the background: a provider that is away, or a key that is wrong, does not keep the rest from working. */
  onApplicationBootstrap(): void {
    void this.check();
  }

  async check(): Promise<void> {
    for (const check of await this.accounts.check()) {
      if (check.fault !== undefined) {
        const { provider, fault: reason } = check;
        this.logger.error({ message: 'the account of this provider cannot be used or asked', provider, reason });
      }
      if (check.low) this.warnOfCredit(check);
    }
  }

  private warnOfCredit({ provider, account }: AccountCheck): void {
    const now = this.clock.now();
    if (now - (this.warnedAt.get(provider) ?? -Infinity) < WARN_EVERY_MS) return;
    this.warnedAt.set(provider, now);
    const { credit, currency } = account ?? {};
    this.logger.warn({ message: 'the credit is low: top it up before sends fail', provider, credit, currency });
  }
}
