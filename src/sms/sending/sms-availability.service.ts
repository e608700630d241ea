import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { smsConfig, type SmsConfig } from './sms.config.js';
import { BreakerService } from '../breakers/breaker.service.js';
import type { SmsRequest } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { providersFor } from './sms-routes.policy.js';

/** What a message is, as far as ways to send it go. */
export type MessageShape = Pick<SmsRequest, 'channel' | 'otp' | 'template' | 'text' | 'managed'>;

/** Whether a message can be promised. */
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
    if (!allowed.has(country)) throw new AppError('destination_not_allowed');
  }

  /** @throws AppError sms_disabled, destination_not_allowed, sms_not_configured, or sms_unavailable while every way rests */
  assertSendable(country: string, shape: MessageShape): void {
    if (!this.config.enabled) throw new AppError('sms_disabled');
    this.assertAllowed(country);
    // A code has a text of ours too, which nobody has made yet: it opens the ways that need no template.
    const text = shape.text === '' && shape.otp ? 'code' : shape.text;
    const probe = { ...shape, text, country, messageId: '', localId: 0n, recipient: '', validForSeconds: 1 };
    const pauses = providersFor(country, this.config).flatMap((name) => {
      if (shape.managed) return shape.managed.provider === name ? [this.breakers.pausedUntil(name, 'verify')] : [];
      const methods = this.providers.get(name).methods(probe);
      return methods.map((method) => this.breakers.pausedUntil(name, method));
    });
    if (pauses.length === 0) throw new AppError('sms_not_configured');
    if (pauses.includes(undefined)) return;
    const soonest = Math.min(...pauses.map((rest) => rest ?? 0));
    throw new AppError('sms_unavailable', {
      retryAfterSeconds: Math.max(1, Math.ceil((soonest - this.clock.now()) / 1000)),
    });
  }
}
