import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { messagingConfig, type MessagingConfig } from '../../messaging/index.js';
import type { SendOutcome } from '../providers/provider.contract.js';
import {
  breakerName,
  OutcomeWindow,
  PATIENCE_MS,
  probeLimit,
  type BreakerCause,
  type CallKind,
} from './breaker.policy.js';
import { BreakerRepository, type OpenBreaker } from './breaker.repository.js';

/** Delay until a breaker that one process opened is known in the others. */
const REFRESH_MS = 1000;
/** A probe without a result lapses this long after its deadline. */
const PROBE_GRACE_MS = 5000;
/** A message that meets probes comes back so soon: most probes end long before their deadline. */
const PROBE_RETRY_MS = 1000;

/** Whether a call may be made now, and which half-open breakers it then probes; otherwise from when on, and why. */
export type Admission = { admitted: true; probes: string[] } | { admitted: false; pausedUntil: number; reason: string };

/**
 * Circuit breakers of providers. One opens for the calls of a method to one country when too many of them fail, and for a
 * whole provider when the account is refused or throttled. Open breakers are rows, so all processes share them within a
 * second. After the pause a few messages probe, and more with each success.
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

  /** When such a call may be made again. Undefined if it may be now, even if only as a probe. */
  pausedUntil(kind: CallKind): number | undefined {
    return latest(this.openFor(kind).map((breaker) => this.retryTimeOf(breaker)));
  }

  /** Like `pausedUntil`, but only for pauses that are longer than a person waits for a code. */
  refusedUntil(kind: CallKind): number | undefined {
    return latest(
      this.openFor(kind)
        .filter(isLong)
        .map((breaker) => this.retryTimeOf(breaker)),
    );
  }

  /** Whether a breaker of such calls is open or half-open. */
  isOpen(kind: CallKind): boolean {
    return this.openFor(kind).length > 0;
  }

  /** Whether the breaker of the provider as a whole is open or half-open. */
  isProviderOpen(provider: string): boolean {
    return this.openBreakers.has(provider);
  }

  /** The breakers that are open or half-open, by `breakerName` or the name of a provider. */
  openNames(): string[] {
    return [...this.openBreakers.keys()];
  }

  /** Call it before each send. */
  async admit(kind: CallKind): Promise<Admission> {
    const now = this.clock.now();
    if (this.pausedUntil(kind) !== undefined) return this.refusal(kind, now);
    const until = new Date(now + this.config.timeoutMs + PROBE_GRACE_MS);
    const probes: string[] = [];
    for (const { name } of this.openFor(kind)) {
      if (await this.repository.claimProbe(name, new Date(now), until)) {
        this.logger.log({ message: 'circuit breaker probing', breaker: name });
        probes.push(name);
        continue;
      }
      await this.refresh();
      // Another process may have closed it in the meantime.
      if (!this.openBreakers.has(name)) continue;
      await this.release(probes);
      return this.refusal(kind, now);
    }
    return { admitted: true, probes };
  }

  /** Must be called with the outcome of each call. @param probes from `admit` */
  async record(kind: CallKind, outcome: SendOutcome, probes: string[] = []): Promise<void> {
    if (outcome.outcome !== 'accepted' && outcome.refusedByRamz) return this.release(probes);
    const name = breakerName(kind);
    const failed = outcome.outcome === 'transient' || outcome.outcome === 'unknown';
    const failsTooOften = this.windowOf(name).add(failed, this.clock.now());
    if (outcome.outcome === 'provider_down') await this.trip(kind.provider, 'account', outcome.meaning);
    else if (outcome.outcome === 'transient' && outcome.throttled)
      await this.trip(kind.provider, 'throttled', outcome.meaning, outcome.retryAfterMs);
    else if (failed && (probes.includes(name) || (failsTooOften && !this.openBreakers.has(name))))
      await this.trip(name, 'failing', outcome.meaning);
    // A failure has reopened the breaker that it concerns, and shows nothing about the others.
    if (failed || outcome.outcome === 'provider_down') await this.release(probes);
    else await this.succeed(probes);
  }

  private refusal(kind: CallKind, now: number): Admission {
    const [breaker] = this.openFor(kind);
    const pausedUntil = this.pausedUntil(kind) ?? now + PROBE_RETRY_MS;
    return { admitted: false, pausedUntil, reason: breaker?.reason ?? 'other messages probe it.' };
  }

  private async release(probes: string[]): Promise<void> {
    if (probes.length === 0) return;
    await this.repository.release(probes);
    await this.refresh();
  }

  private async succeed(probes: string[]): Promise<void> {
    if (probes.length === 0) return;
    const closed = await this.repository.succeed(probes);
    for (const name of closed) this.windows.get(name)?.clear();
    if (closed.length > 0) this.logger.log({ message: 'circuit breaker closed', breakers: closed });
    await this.refresh();
  }

  private async trip(name: string, cause: BreakerCause, reason: string, pauseMs?: number): Promise<void> {
    const wasOpen = this.openBreakers.has(name);
    await this.repository.trip({ name, cause, reason, now: new Date(this.clock.now()), pauseMs });
    if (!wasOpen) this.logger.error({ message: 'circuit breaker opened', breaker: name, cause, reason });
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

  private openFor(kind: CallKind): OpenBreaker[] {
    return [kind.provider, breakerName(kind)].flatMap((name) => this.openBreakers.get(name) ?? []);
  }

  /** Undefined if a message may probe. */
  private retryTimeOf(breaker: OpenBreaker): number | undefined {
    const now = this.clock.now();
    const { retryAt, probingUntil } = breaker;
    if (retryAt.getTime() > now) return retryAt.getTime();
    const isFull = probingUntil !== null && probingUntil.getTime() > now && breaker.probes >= probeLimit(breaker);
    return isFull ? now + PROBE_RETRY_MS : undefined;
  }

  private windowOf(name: string): OutcomeWindow {
    const window = this.windows.get(name) ?? new OutcomeWindow();
    this.windows.set(name, window);
    return window;
  }
}

function isLong({ pausedAt, retryAt }: OpenBreaker): boolean {
  return pausedAt === null || retryAt.getTime() - pausedAt.getTime() > PATIENCE_MS;
}

function latest(times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
