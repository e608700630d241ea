import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { messagingConfig, type MessagingConfig } from '../../messaging/index.js';
import type { SendOutcome, SendMethod } from '../providers/provider.contract.js';
import { OutcomeWindow } from './breaker.policy.js';
import { BreakerRepository, type BreakerCause, type OpenBreaker } from './breaker.repository.js';

/** How soon a breaker that one process opened holds in the others. */
const REFRESH_MS = 1000;
/** A probe that never reports back lapses this long after its deadline. */
const PROBE_GRACE_MS = 5000;
/** A probe may take that long, and mostly takes far less: whoever meets one looks again so soon. */
const PROBE_LOOK_MS = 2000;
/** A pause for a provider that throttles and does not say for how long. */
const THROTTLE_MS = 10_000;

/** Whether a way may be tried now; when not, from when on. */
export type Admission = { admitted: true } | { admitted: false; pausedUntil: number };

/**
 * Keeps messages from providers that cannot take them: a way that fails too often, an account that is refused, a provider
 * that asks for a pause. Open breakers are rows, so all processes share them within a second; one message at a time
 * probes whether it is over.
 */
@Injectable()
export class BreakerService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Breakers');
  private readonly windows = new Map<string, OutcomeWindow>();
  private openOnes = new Map<string, OpenBreaker>();
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

  /** Until when a way rests, for whoever only looks; undefined when it may be tried, be it as a probe. */
  pausedUntil(provider: string, method: SendMethod): number | undefined {
    const now = this.clock.now();
    const retryAt = Math.max(0, ...this.openFor(provider, method).map((breaker) => retryTimeOf(breaker, now)));
    return retryAt > now ? retryAt : undefined;
  }

  /** Whether the provider as a whole, and not one of its ways, rests or is being tried. */
  isOpen(provider: string): boolean {
    return this.openOnes.has(provider);
  }

  /** Asks before a call: of the messages that ask a breaker whose rest is over, one is let through. */
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
      this.logger.log({ message: 'one message tries whether it works again', breaker: name });
    }
    return { admitted: true };
  }

  /** Tells what came of a call. */
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
    const before = this.openOnes.has(name);
    await this.repository.trip({ name, cause, reason, now: new Date(this.clock.now()), pauseMs });
    if (!before) this.logger.error({ message: 'a provider rests', breaker: name, cause, reason });
    await this.refresh();
  }

  private async close(names: string[]): Promise<void> {
    await this.repository.close(names);
    for (const name of names) this.windows.get(name)?.clear();
    this.logger.log({ message: 'a provider works again', breakers: names });
    await this.refresh();
  }

  /** Keeps what it knew when the database does not answer. */
  private async refresh(): Promise<void> {
    try {
      this.openOnes = new Map((await this.repository.open()).map((breaker) => [breaker.name, breaker]));
    } catch (error) {
      this.logger.debug({ message: 'the breakers could not be read', error });
    }
  }

  private openFor(provider: string, method: SendMethod): OpenBreaker[] {
    return [provider, `${provider}/${method}`].flatMap((name) => this.openOnes.get(name) ?? []);
  }

  private windowOf(step: string): OutcomeWindow {
    const window = this.windows.get(step) ?? new OutcomeWindow();
    this.windows.set(step, window);
    return window;
  }
}

function retryTimeOf({ retryAt, probingUntil }: OpenBreaker, now: number): number {
  return probingUntil ? Math.min(retryAt.getTime(), now + PROBE_LOOK_MS) : retryAt.getTime();
}
