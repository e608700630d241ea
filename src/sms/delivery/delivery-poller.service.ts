import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DeliveryRepository, messagingConfig, type MessagingConfig } from '../../messaging/index.js';
import { canPollDelivery } from '../providers/provider-capabilities.js';
import type { DeliveryPolling, DeliveryReport, SmsProvider } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { DeliveryReportService } from './delivery-report.service.js';

/** Maximum number of calls to one provider in a run. Remaining messages are due in the next run. */
const CALLS_PER_RUN = 20;

/** Polls providers for the delivery of messages that they accepted. */
@Injectable()
export class DeliveryPollerService {
  private readonly logger = new Logger('Delivery');

  constructor(
    private readonly providers: ProviderRegistry,
    private readonly repository: DeliveryRepository,
    private readonly reports: DeliveryReportService,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly clock: Clock,
  ) {}

  /** One run, which ends early when `signal` aborts. */
  async poll(signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.providers
        .all()
        .filter(canPollDelivery)
        .map((provider) => this.pollProvider(provider, signal)),
    );
  }

  /** A failed call ends the run for its provider, because the next one would fail too. */
  private async pollProvider(provider: SmsProvider & DeliveryPolling, signal: AbortSignal): Promise<void> {
    const { name, pollSize, pollWindowMs } = provider;
    for (let call = 0; call < CALLS_PER_RUN && !signal.aborted; call += 1) {
      const batch = { limit: pollSize, windowMs: pollWindowMs };
      const ids = await this.repository.claimForPolling(name, batch, new Date(this.clock.now()));
      const reports = ids.length > 0 ? await this.fetchReports(provider, ids, signal) : undefined;
      if (!reports) return;
      await this.reports.apply(
        name,
        reports.filter(({ state }) => state !== 'pending'),
      );
      if (ids.length < pollSize) return;
    }
  }

  /** Undefined if the call failed. Its messages become due again by the usual schedule. */
  private async fetchReports(
    provider: SmsProvider & DeliveryPolling,
    ids: string[],
    signal: AbortSignal,
  ): Promise<DeliveryReport[] | undefined> {
    try {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(this.config.timeoutMs)]);
      return await provider.pollDelivery(ids, deadline);
    } catch (error) {
      if (!signal.aborted) {
        const reason = error instanceof Error ? error.message : String(error);
        this.logger.warn({ message: 'delivery polling failed', provider: provider.name, reason });
      }
      return undefined;
    }
  }
}
