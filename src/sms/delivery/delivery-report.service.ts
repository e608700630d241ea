import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import {
  DeliveryRepository,
  EarlyReportRepository,
  MessageRunRepository,
  type Report,
  type ReportResult,
} from '../../messaging/index.js';
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
    private readonly early: EarlyReportRepository,
    private readonly messages: MessageRunRepository,
    private readonly clock: Clock,
  ) {}

  async apply(provider: string, reports: DeliveryReport[]): Promise<Record<ReportResult, number>> {
    const results = { applied: 0, unchanged: 0, unknown: 0 };
    const totals = this.totalsOf(provider);
    for (const report of reports) {
      const result = await this.applyOne(provider, report);
      results[result] += 1;
      totals[result] += 1;
    }
    const isNews = results.applied > 0 || results.unknown > 0;
    this.logger[isNews ? 'log' : 'debug']({ message: 'delivery reports', provider, ...results });
    return results;
  }

  private async applyOne(provider: string, { messageId, ...given }: DeliveryReport): Promise<ReportResult> {
    const report = { provider, ...given };
    const now = new Date(this.clock.now());
    const result = await this.repository.applyReport(report, now);
    if (result !== 'unknown') return result;
    if (messageId !== undefined && (await this.accept(messageId, report, now))) {
      await this.repository.applyReport(report, now);
      return 'applied';
    }
    if (report.state === 'pending') return 'unknown';
    await this.early.keep(report, now);
    // The id may have become known since the first look.
    return (await this.early.applyTo(provider, [report.providerMessageId], now)) > 0 ? 'applied' : 'unknown';
  }

  /** A report on one of our messages shows that the provider accepted it, even if the answer was lost. */
  private async accept(messageId: string, report: Report, now: Date): Promise<boolean> {
    const { provider, providerMessageId } = report;
    const method = await this.repository.methodOfLostAnswer(messageId, provider);
    if (method === undefined) return false;
    await this.messages.accept(messageId, { provider, method, providerMessageId }, now);
    return true;
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
