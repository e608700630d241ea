import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { MessageStatisticsRepository } from '../messaging/index.js';
import { ProviderAccountService } from '../sms/index.js';
import { AlertService } from './alert.service.js';
import { backlogFaults, breakerFault, conversionFaults, creditFaults, refusalFault } from './fault.policy.js';
import { FaultRepository } from './fault.repository.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The longest life of a code: later it is not entered any more. */
const SETTLED_AFTER_MS = 10 * MINUTE_MS;

/** Finds faults and raises their alerts. Its methods are maintenance tasks, so one worker of the fleet runs them. */
@Injectable()
export class AlertWatchService {
  constructor(
    private readonly alerts: AlertService,
    private readonly faults: FaultRepository,
    private readonly statistics: MessageStatisticsRepository,
    private readonly accounts: ProviderAccountService,
    private readonly clock: Clock,
  ) {}

  async checkSending(): Promise<void> {
    const now = this.clock.now();
    const [breakers, refused, backlog] = await Promise.all([
      this.faults.breakers(),
      this.faults.refusedCalls(new Date(now - HOUR_MS)),
      this.statistics.backlog(new Date(now), HOUR_MS),
    ]);
    await this.alerts.replace(
      ['breaker_open', 'provider_refused', 'backlog'],
      [...breakers.map(breakerFault), ...refused.map(refusalFault), ...backlogFaults(backlog, now)],
    );
  }

  /** A provider that cannot be asked keeps the alert that it has. */
  async checkAccounts(): Promise<void> {
    const accounts = await this.accounts.check();
    for (const fault of creditFaults(accounts)) await this.alerts.raise(fault);
    const enough = accounts.filter(({ account, low }) => account && !low);
    for (const { provider } of enough) await this.alerts.clear({ kind: 'low_credit', about: provider });
  }

  async checkConversion(): Promise<void> {
    const conversions = await this.faults.conversions(new Date(this.clock.now() - SETTLED_AFTER_MS));
    await this.alerts.replace(['conversion_drop'], conversionFaults(conversions));
  }
}
