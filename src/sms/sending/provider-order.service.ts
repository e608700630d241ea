import { Inject, Injectable } from '@nestjs/common';
import { RouteReasonRepository } from '../../messaging/index.js';
import type { SmsRequest } from '../providers/provider.contract.js';
import { orderByConversion } from './conversion-order.policy.js';
import { MEASURED_HOURS, ProviderConversionService } from './provider-conversion.service.js';
import { providersFor } from './sms-routes.policy.js';
import { smsConfig, type SmsConfig } from './sms.config.js';

/** The last digits of a message id are random. */
const RANDOM_DIGITS = 8;

/** Decides in which order the providers of a route are tried for a message. */
@Injectable()
export class ProviderOrderService {
  constructor(
    @Inject(smsConfig.KEY) private readonly config: SmsConfig,
    private readonly conversions: ProviderConversionService,
    private readonly reasons: RouteReasonRepository,
  ) {}

  /** @param only the one provider that may send the message, if only one may */
  async of(
    { country, messageId }: Pick<SmsRequest, 'country' | 'messageId'>,
    { isCode, only }: { isCode: boolean; only?: string },
  ): Promise<string[]> {
    const configured = providersFor(country, this.config);
    if (only !== undefined) return configured.filter((name) => name === only);
    if (!this.config.routeByConversion || !isCode || configured.length < 2) return configured;
    const measured = await this.conversions.of(country);
    if (!measured) return configured;
    const { names, reason } = orderByConversion(configured, measured, drawOf(messageId));
    await this.reasons.keep(messageId, `Codes to ${country} entered within ${MEASURED_HOURS} hours: ${reason}.`);
    return names;
  }
}

/** From 0 to below 1. */
function drawOf(messageId: string): number {
  return Number.parseInt(messageId.slice(-RANDOM_DIGITS), 16) / 16 ** RANDOM_DIGITS;
}
