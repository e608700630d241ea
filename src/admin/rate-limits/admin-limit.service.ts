import { Inject, Injectable } from '@nestjs/common';
import { otpConfig, RequesterRepository, type OtpConfig } from '../../auth/index.js';
import { Clock } from '../../common/clock.js';
import { OTP_PURPOSES } from '../../messaging/index.js';
import {
  limitConfig,
  LimitService,
  type LimitConfig,
  type RecipientLimit,
  type Requester,
} from '../../throttling/index.js';
import { AdminRecipient } from '../access/admin-recipient.js';

export interface LimitsOfRecipient {
  /** E.164, or an e-mail address. */
  recipient: string;
  limits: RecipientLimit[];
}

/** The limits of numbers and addresses, for administrators. */
@Injectable()
export class AdminLimitService {
  constructor(
    private readonly limits: LimitService,
    private readonly requesters: RequesterRepository,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    @Inject(limitConfig.KEY) private readonly limitRules: LimitConfig,
    private readonly clock: Clock,
    private readonly recipients: AdminRecipient,
  ) {}

  /** @param text a number in any form, or an address @throws AppError phone_number_invalid, email_invalid */
  async of(text: string): Promise<LimitsOfRecipient> {
    return this.stateOf(this.recipients.read(text, 'phone'));
  }

  /** Clears every limit and returns what is left then. @throws AppError phone_number_invalid, email_invalid */
  async clear(text: string): Promise<LimitsOfRecipient> {
    const recipient = this.recipients.read(text, 'phone');
    await this.limits.clear(recipient, OTP_PURPOSES, await this.requestersOf(recipient));
    return this.stateOf(recipient);
  }

  /** The requesters whose wrong codes may still be counted. */
  private requestersOf(recipient: string): Promise<Requester[]> {
    const windowMs = (this.limitRules.rules.wrong_codes_hour?.windowSeconds ?? 0) * 1000;
    return this.requesters.of(recipient, new Date(this.clock.now() - windowMs - this.otp.lifetimeMs));
  }

  private async stateOf(recipient: string): Promise<LimitsOfRecipient> {
    const limits = await this.limits.statesOf(recipient, OTP_PURPOSES, await this.requestersOf(recipient));
    return { recipient, limits };
  }
}
