import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { Clock } from '../common/clock.js';
import { BreakerService, methodsOf, ProviderRegistry } from '../sms/index.js';
import { FleetFiguresService } from './fleet-figures.service.js';

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

  /** From the first `set` to the last there is no wait, so that concurrent scrapes do not mix. */
  async render(): Promise<string> {
    const figures = await this.figures.read();
    this.registry.resetMetrics();
    for (const { queue, state, count } of figures.jobs.value ?? []) this.jobs.set({ queue, state }, count);
    for (const { queue, since } of figures.oldestQueued.value ?? []) {
      this.oldest.set({ queue }, since === null ? 0 : Math.max(0, (this.clock.now() - since.getTime()) / 1000));
    }
    for (const { provider, currency, credit } of figures.credits.value ?? []) {
      if (this.providers.find(provider)) this.credit.set({ provider, currency }, credit);
    }
    for (const [window, { value = [] }] of Object.entries(figures.conversion)) {
      for (const { country, provider, ratio } of value) this.conversion.set({ country, provider, window }, ratio);
    }
    this.setBreakers();
    const { conversion, ...others } = figures;
    for (const [source, { isCurrent }] of Object.entries({
      jobs: others.jobs,
      messages: others.oldestQueued,
      credits: others.credits,
      ...Object.fromEntries(Object.entries(conversion).map(([window, figure]) => [`conversion_${window}`, figure])),
    })) {
      this.current.set({ source }, Number(isCurrent));
    }
    return this.registry.metrics();
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
