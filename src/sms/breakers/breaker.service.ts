import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { messagingConfig, type MessagingConfig } from '../../messaging/index.js';
import type { SendOutcome, SendMethod } from '../providers/provider.contract.js';
import { OutcomeWindow } from './breaker.policy.js';
import { BreakerRepository, type BreakerCause, type OpenBreaker } from './breaker.repository.js';

/** Delay until a breaker that one process opened is known in the others. */
const REFRESH_MS = 1000;
/** A probe without a result lapses this long after its deadline. */
const PROBE_GRACE_MS = 5000;
/** A message that meets a probe comes back so soon: most probes end long before their deadline. */
const PROBE_RETRY_MS = 2000;
/** The pause of a provider that throttles without a Retry-After. */
const THROTTLE_MS = 10_000;

/** Whether a method may be tried now; otherwise from when on. */
export type Admission = { admitted: true } | { admitted: false; pausedUntil: number };

/**
 * Circuit breakers of providers. A breaker opens for one method when too many of its calls fail, and for the whole
 * provider when the account is refused or the provider throttles. Open breakers are rows, so all processes share them
 * within a second; after the pause one message at a time probes.
 */
@Injectable()
export class BreakerService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Breakers');
  private readonly windows = new Map<string, OutcomeWindow>();
  private openBreakers = new Map<string, OpenBreaker>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly repository: BreakerRepository,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    clearInterval(this.timer);
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** The end of a method's pause. Undefined if it may be tried, even if only as a probe. */
  pausedUntil(provider: string, method: SendMethod): number | undefined {
    const now = this.clock.now();
    const retryAt = Math.max(0, ...this.openFor(provider, method).map((breaker) => retryTimeOf(breaker, now)));
    return retryAt > now ? retryAt : undefined;
  }

  /** Whether the breaker of the provider as a whole is open or half-open. */
  isOpen(provider: string): boolean {
    return this.openBreakers.has(provider);
  }

  /** Call it before each send. After a pause only one message is admitted, as the probe. */
  async admit(provider: string, method: SendMethod): Promise<Admission> {
    const pausedUntil = this.pausedUntil(provider, method);
    if (pausedUntil !== undefined) return { admitted: false, pausedUntil };
    const now = this.clock.now();
    const until = now + this.config.timeoutMs + PROBE_GRACE_MS;
    for (const { name } of this.openFor(provider, method)) {
      const claimed = await this.repository.claimProbe(name, new Date(now), new Date(until));
      if (!claimed) {
        await this.refresh();
        return { admitted: false, pausedUntil: this.pausedUntil(provider, method) ?? now + REFRESH_MS };
      }
      this.logger.log({ message: 'circuit breaker probing', breaker: name });
    }
    return { admitted: true };
  }

  /** Must be called with the outcome of each call. */
  async record(provider: string, method: SendMethod, outcome: SendOutcome): Promise<void> {
    const step = `${provider}/${method}`;
    const failed = outcome.outcome === 'transient' || outcome.outcome === 'unknown';
    const failsTooOften = this.windowOf(step).add(failed, this.clock.now());
    if (outcome.outcome === 'provider_down') return this.trip(provider, 'account', outcome.meaning);
    if (outcome.outcome === 'transient' && outcome.throttled) {
      return this.trip(provider, 'throttled', outcome.meaning, outcome.retryAfterMs ?? THROTTLE_MS);
    }
    const open = this.openFor(provider, method);
    if (failed && (failsTooOften || open.length > 0)) return this.trip(step, 'failing', outcome.meaning);
    if (!failed && open.length > 0) await this.close(open.map(({ name }) => name));
  }

  private async trip(name: string, cause: BreakerCause, reason: string, pauseMs?: number): Promise<void> {
    const wasOpen = this.openBreakers.has(name);
    await this.repository.trip({ name, cause, reason, now: new Date(this.clock.now()), pauseMs });
    if (!wasOpen) this.logger.error({ message: 'circuit breaker opened', breaker: name, cause, reason });
    await this.refresh();
  }

  private async close(names: string[]): Promise<void> {
    await this.repository.close(names);
    for (const name of names) this.windows.get(name)?.clear();
    this.logger.log({ message: 'circuit breaker closed', breakers: names });
    await this.refresh();
  }

  /** While the database is away, the last known state holds. */
  private async refresh(): Promise<void> {
    try {
      this.openBreakers = new Map((await this.repository.open()).map((breaker) => [breaker.name, breaker]));
    } catch (error) {
      this.logger.debug({ message: 'failed to read circuit breakers', error });
    }
  }

  private openFor(provider: string, method: SendMethod): OpenBreaker[] {
    return [provider, `${provider}/${method}`].flatMap((name) => this.openBreakers.get(name) ?? []);
  }

  private windowOf(step: string): OutcomeWindow {
    const window = this.windows.get(step) ?? new OutcomeWindow();
    this.windows.set(step, window);
    return window;
  }
}

function retryTimeOf({ retryAt, probingUntil }: OpenBreaker, now: number): number {
  return probingUntil ? Math.min(retryAt.getTime(), now + PROBE_RETRY_MS) : retryAt.getTime();
}
