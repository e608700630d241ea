import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DeliveryRepository, type ReportResult } from '../../messaging/index.js';
import type { DeliveryReport } from '../providers/provider.contract.js';

/** What became of reports: their results, and calls that were refused before they were read. */
export type ReportCounts = Record<ReportResult | 'forged' | 'malformed', number>;

/** Whoever guesses at addresses must not fill the log. */
const LOG_REFUSAL_EVERY_MS = 60_000;

const SENTENCES = {
  forged: 'a call to a webhook was refused: its token or signature is wrong',
  malformed: 'a call to a webhook was refused: it holds no delivery report',
};

/** Applies delivery reports, wherever they come from, and counts them since the start of this process. */
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

  /** Tells of a call that was refused, and logs it. */
  countRefusal(provider: string, why: 'forged' | 'malformed'): void {
    this.totalsOf(provider)[why] += 1;
    const key = `${provider} ${why}`;
    const now = this.clock.now();
    if (now - (this.refusalLoggedAt.get(key) ?? -Infinity) < LOG_REFUSAL_EVERY_MS) return;
    this.refusalLoggedAt.set(key, now);
    this.logger.warn({ message: SENTENCES[why], provider, count: this.totalsOf(provider)[why] });
  }

  /** Since the start of this process, by provider. */
  counts(): Record<string, ReportCounts> {
    return Object.fromEntries(this.totals);
  }

  private totalsOf(provider: string): ReportCounts {
    const known = this.totals.get(provider) ?? { applied: 0, unchanged: 0, unknown: 0, forged: 0, malformed: 0 };
    this.totals.set(provider, known);
    return known;
  }
}
