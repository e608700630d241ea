import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DeliveryRepository, type ReportResult } from '../../messaging/index.js';
import type { DeliveryReport } from '../providers/provider.contract.js';

/** Numbers of reports by result, and of webhook calls that were refused. */
export type ReportCounts = Record<ReportResult | 'forged' | 'malformed', number>;

/** Anyone can call a webhook, so refused calls must not flood the log. */
const LOG_REFUSAL_EVERY_MS = 60_000;

/** Applies delivery reports from webhooks and polling, and counts them since the start of this process. */
@Injectable()
export class DeliveryReportService {
  private readonly logger = new Logger('Delivery');
  private readonly totals = new Map<string, ReportCounts>();
  private readonly refusalLoggedAt = new Map<string, number>();

  constructor(
    private readonly repository: DeliveryRepository,
    private readonly clock: Clock,
  ) {}

  async apply(provider: string, reports: DeliveryReport[]): Promise<Record<ReportResult, number>> {
    const results = { applied: 0, unchanged: 0, unknown: 0 };
    const totals = this.totalsOf(provider);
    for (const { providerMessageId, state, meaning } of reports) {
      const report = { provider, providerMessageId, state, meaning };
      const result = await this.repository.applyReport(report, new Date(this.clock.now()));
      results[result] += 1;
      totals[result] += 1;
    }
    const isNews = results.applied > 0 || results.unknown > 0;
    this.logger[isNews ? 'log' : 'debug']({ message: 'delivery reports', provider, ...results });
    return results;
  }

  /** Counts a webhook call that was refused, and logs it. */
  countRefusal(provider: string, reason: 'forged' | 'malformed'): void {
    this.totalsOf(provider)[reason] += 1;
    const key = `${provider} ${reason}`;
    const now = this.clock.now();
    if (now - (this.refusalLoggedAt.get(key) ?? -Infinity) < LOG_REFUSAL_EVERY_MS) return;
    this.refusalLoggedAt.set(key, now);
    this.logger.warn({ message: 'webhook call refused', provider, reason, count: this.totalsOf(provider)[reason] });
  }

  /** By provider, since the start of this process. */
  counts(): Record<string, ReportCounts> {
    return Object.fromEntries(this.totals);
  }

  private totalsOf(provider: string): ReportCounts {
    const known = this.totals.get(provider) ?? { applied: 0, unchanged: 0, unknown: 0, forged: 0, malformed: 0 };
    this.totals.set(provider, known);
    return known;
  }
}
