import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { countFraudDecision } from '../../metrics/index.js';
import { callKindOf } from '../breakers/breaker.policy.js';
import { BreakerService } from '../breakers/breaker.service.js';
import type { SmsRequest } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { providersFor } from './sms-routes.policy.js';
import { smsConfig, type SmsConfig } from './sms.config.js';

/** What decides by which methods a message can be sent. */
export type MessageShape = Pick<SmsRequest, 'channel' | 'otp' | 'template' | 'text' | 'managed'>;

/** Checks whether a message can be sent, before it is accepted from a caller. */
@Injectable()
export class SmsAvailabilityService {
  constructor(
    @Inject(smsConfig.KEY) private readonly config: SmsConfig,
    private readonly providers: ProviderRegistry,
    private readonly breakers: BreakerService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError destination_not_allowed */
  assertAllowed(country: string): void {
    const allowed: ReadonlySet<string> = this.config.allowedCountries;
    if (allowed.has(country)) return;
    countFraudDecision('destination', 'block');
    throw new AppError('destination_not_allowed');
  }

  /**
   * A message that meets a short pause is accepted, and sent a moment later.
   * @throws AppError sms_disabled, destination_not_allowed, sms_not_configured, or sms_unavailable if every method is
   * paused for longer than a person waits
   */
  assertSendable(country: string, shape: MessageShape): void {
    if (!this.config.enabled) throw new AppError('sms_disabled');
    this.assertAllowed(country);
    // The text of a code is made later; it allows the methods that need no template.
    const text = shape.text === '' && shape.otp ? 'code' : shape.text;
    const probe = { ...shape, text, country, messageId: '', localId: 0n, recipient: '', validForSeconds: 1 };
    const pauses = providersFor(country, this.config).flatMap((provider) => {
      const methods = shape.managed
        ? shape.managed.provider === provider
          ? (['verify'] as const)
          : []
        : this.providers.get(provider).methods(probe);
      return methods.map((method) => this.breakers.refusedUntil(callKindOf(provider, method, probe)));
    });
    if (pauses.length === 0) throw new AppError('sms_not_configured');
    if (pauses.includes(undefined)) return;
    const soonest = Math.min(...pauses.map((refusedUntil) => refusedUntil ?? 0));
    throw new AppError('sms_unavailable', {
      retryAfterSeconds: Math.max(1, Math.ceil((soonest - this.clock.now()) / 1000)),
    });
  }
}
