import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { Clock } from '../common/clock.js';
import type { Conversion, OldestQueued } from '../messaging/index.js';
import { BreakerService, methodsOf, ProviderRegistry, type ProviderCredit } from '../sms/index.js';
import { FleetFiguresService, type JobCount } from './fleet-figures.service.js';

/** In `ramz_breaker_open`: the breaker of a whole provider. */
const ALL_METHODS = 'all';

/** The metrics that every process exports alike, because they are read from the stores that all processes share. */
@Injectable()
export class FleetMetricsService {
  private readonly registry = new Registry();
  private readonly jobs = this.gauge('ramz_queue_jobs', 'Jobs in the queues', 'queue', 'state');
  private readonly oldest = this.gauge(
    'ramz_queue_oldest_seconds',
    'Age of the oldest message that waits to be sent, 0 if none waits',
    'queue',
  );
  private readonly breakers = this.gauge(
    'ramz_breaker_open',
    '1 if a circuit breaker is open for any channel or country',
    'provider',
    'method',
  );
  private readonly credit = this.gauge(
    'ramz_provider_credit',
    'Credit of the account at the provider when it was last checked',
    'provider',
    'currency',
  );
  private readonly conversion = this.gauge(
    'ramz_conversion_ratio',
    'Share of the codes accepted by the provider within the window that have been entered',
    'country',
    'provider',
    'window',
  );
  private readonly current = this.gauge(
    'ramz_figures_current',
    '1 if the figures of the fleet from this source are current, 0 if its store does not answer in time',
    'source',
  );

  constructor(
    private readonly figures: FleetFiguresService,
    private readonly providers: ProviderRegistry,
    private readonly openBreakers: BreakerService,
    private readonly clock: Clock,
  ) {}

  /** From the reset on there is no wait, so that concurrent scrapes do not mix. */
  async render(): Promise<string> {
    const { jobs, messages, credits, conversion } = await this.figures.read();
    this.registry.resetMetrics();
    this.setQueues(jobs.value, messages.value);
    this.setCredits(credits.value);
    for (const [window, { value }] of conversion) this.setConversion(window, value);
    this.setBreakers();
    const ratios = conversion.map(([window, figure]) => [`conversion_${window}`, figure] as const);
    for (const [source, { isCurrent }] of Object.entries({ jobs, messages, credits, ...Object.fromEntries(ratios) })) {
      this.current.set({ source }, Number(isCurrent));
    }
    return this.registry.metrics();
  }

  private setQueues(jobs: JobCount[] = [], oldest: OldestQueued[] = []): void {
    for (const { queue, state, count } of jobs) this.jobs.set({ queue, state }, count);
    const now = this.clock.now();
    for (const { queue, since } of oldest) {
      this.oldest.set({ queue }, Math.max(0, (now - (since?.getTime() ?? now)) / 1000));
    }
  }

  /** Providers that are no longer configured are left out. */
  private setCredits(credits: ProviderCredit[] = []): void {
    for (const { provider, currency, credit } of credits) {
      if (this.providers.find(provider)) this.credit.set({ provider, currency }, credit);
    }
  }

  private setConversion(window: string, conversions: Conversion[] = []): void {
    for (const { country, provider, ratio } of conversions) {
      this.conversion.set({ country, provider, window }, ratio);
    }
  }

  /** The open breakers are in memory, and never older than a second. */
  private setBreakers(): void {
    const open = new Set(this.openBreakers.openNames().map((name) => name.split('/').slice(0, 2).join('/')));
    for (const provider of this.providers.all()) {
      this.breakers.set({ provider: provider.name, method: ALL_METHODS }, Number(open.has(provider.name)));
      for (const method of methodsOf(provider)) {
        this.breakers.set({ provider: provider.name, method }, Number(open.has(`${provider.name}/${method}`)));
      }
    }
  }

  private gauge<Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
