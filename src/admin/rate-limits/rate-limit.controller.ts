import { Controller, Delete, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { AdminRoute } from '../access/admin.decorator.js';
import { Clock } from '../../common/clock.js';
import { ApiProblems } from '../../http/index.js';
import { otpConfig, type OtpConfig } from '../../auth/index.js';
import { limitConfig, LimitService, type LimitConfig, type Requester } from '../../throttling/index.js';
import { AdminRecipient } from '../access/admin-recipient.js';
import { RequesterRepository } from '../../auth/index.js';
import { OTP_PURPOSES } from '../../messaging/index.js';
import { RateLimitsDto } from './rate-limit.dto.js';

@ApiTags('sms')
@AdminRoute()
@ApiProblems(
  'unauthorized',
  'forbidden',
  'rate_limited',
  'phone_number_invalid',
  'email_invalid',
  'service_unavailable',
)
@ApiParam({ name: 'phone', description: 'The number, in any form, or the e-mail address', example: '+989123456789' })
@Controller('api/v1/sms/rate-limits')
export class RateLimitController {
  constructor(
    private readonly limits: LimitService,
    private readonly requesters: RequesterRepository,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    @Inject(limitConfig.KEY) private readonly limitRules: LimitConfig,
    private readonly clock: Clock,
    private readonly recipients: AdminRecipient,
  ) {}

  @Get(':phone')
  @ApiOperation({ summary: 'Look at every limit that touches a number or an e-mail address' })
  @ApiOkResponse({ type: RateLimitsDto, description: 'What is used, what is left, and for how long' })
  async showRateLimits(@Param('phone') phone: string): Promise<RateLimitsDto> {
    return this.stateOf(this.recipients.read(phone, 'phone'));
  }

  @Delete(':phone')
  @ApiOperation({ summary: 'Clear every limit that touches a number or an e-mail address' })
  @ApiOkResponse({ type: RateLimitsDto, description: 'The limits, unused' })
  async clearRateLimits(@Param('phone') phone: string): Promise<RateLimitsDto> {
    const recipient = this.recipients.read(phone, 'phone');
    await this.limits.clear(recipient, OTP_PURPOSES, await this.requestersOf(recipient));
    return this.stateOf(recipient);
  }

  /** Of those codes whose wrong ones may still be counted. */
  private requestersOf(recipient: string): Promise<Requester[]> {
    const windowMs = (this.limitRules.rules.wrong_codes_hour?.windowSeconds ?? 0) * 1000;
    return this.requesters.of(recipient, new Date(this.clock.now() - windowMs - this.otp.lifetimeMs));
  }

  private async stateOf(recipient: string): Promise<RateLimitsDto> {
    const states = await this.limits.statesOf(recipient, OTP_PURPOSES, await this.requestersOf(recipient));
    return {
      ...(recipient.includes('@') ? { email: recipient } : { phone_number: recipient }),
      limits: states.map(({ name, purpose, by, limit, used, remaining, resetSeconds }) => ({
        name,
        ...(purpose !== undefined && { purpose, by }),
        limit,
        used,
        remaining,
        resets_in: used === 0 ? 0 : resetSeconds,
      })),
    };
  }
}
