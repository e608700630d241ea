import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/index.js';
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
    private readonly config: AppConfig,
    private readonly providers: ProviderRegistry,
    private readonly breakers: BreakerService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError destination_not_allowed */
  assertAllowed(country: string): void {
    const allowed: ReadonlySet<string> = this.config.sms.allowedCountries;
    if (!allowed.has(country)) throw new AppError('destination_not_allowed');
  }

  /** @throws AppError sms_disabled, destination_not_allowed, sms_not_configured, or sms_unavailable while every way rests */
  assertSendable(country: string, shape: MessageShape): void {
    if (!this.config.sms.enabled) throw new AppError('sms_disabled');
    this.assertAllowed(country);
    // A code has a text of ours too, which nobody has made yet: it opens the ways that need no template.
    const text = shape.text === '' && shape.otp ? 'code' : shape.text;
    const probe = { ...shape, text, country, messageId: '', localId: 0n, recipient: '', validForSeconds: 1 };
    const rests = providersFor(country, this.config.sms).flatMap((name) => {
      if (shape.managed) return shape.managed.provider === name ? [this.breakers.restsUntil(name, 'verify')] : [];
      const ways = this.providers.get(name).ways(probe);
      return ways.map((way) => this.breakers.restsUntil(name, way));
    });
    if (rests.length === 0) throw new AppError('sms_not_configured');
    if (rests.includes(undefined)) return;
    const soonest = Math.min(...rests.map((rest) => rest ?? 0));
    throw new AppError('sms_unavailable', {
      retryAfterSeconds: Math.max(1, Math.ceil((soonest - this.clock.now()) / 1000)),
    });
  }
}
