import { Controller, Delete, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { otpConfig, RequesterRepository, type OtpConfig } from '../../auth/index.js';
import { Clock } from '../../common/clock.js';
import { ApiProblems } from '../../http/index.js';
import { OTP_PURPOSES } from '../../messaging/index.js';
import { limitConfig, LimitService, type LimitConfig, type Requester } from '../../throttling/index.js';
import { AdminRecipient } from '../access/admin-recipient.js';
import { AdminRoute, AuditCount, NeedsScope, type CountRows } from '../access/admin.decorator.js';
import { RateLimitsDto } from './rate-limit.dto.js';
import { toRateLimitsDto } from './rate-limit.mapper.js';

@ApiTags('sms')
@AdminRoute('read')
@ApiProblems(
  'unauthorized',
  'forbidden',
  'rate_limited',
  'phone_number_invalid',
  'email_invalid',
  'service_unavailable',
)
@ApiParam({ name: 'phone', description: 'A phone number in any form, or an e-mail address', example: '+989123456789' })
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
  @ApiOperation({ summary: 'Get every limit of a number or an e-mail address' })
  @ApiOkResponse({ type: RateLimitsDto, description: 'What is used, what is left, and when it resets' })
  async showRateLimits(@Param('phone') phone: string): Promise<RateLimitsDto> {
    return this.stateOf(this.recipients.read(phone, 'phone'));
  }

  @Delete(':phone')
  @NeedsScope('support')
  @ApiOperation({ summary: 'Clear every limit of a number or an e-mail address' })
  @ApiOkResponse({ type: RateLimitsDto, description: 'The cleared limits' })
  @ApiProblems('forbidden', 'reauthentication_required')
  async clearRateLimits(@Param('phone') phone: string, @AuditCount() count: CountRows): Promise<RateLimitsDto> {
    const recipient = this.recipients.read(phone, 'phone');
    await this.limits.clear(recipient, OTP_PURPOSES, await this.requestersOf(recipient));
    const cleared = await this.stateOf(recipient);
    count(cleared.limits.length);
    return cleared;
  }

  /** The requesters whose wrong codes may still be counted. */
  private requestersOf(recipient: string): Promise<Requester[]> {
    const windowMs = (this.limitRules.rules.wrong_codes_hour?.windowSeconds ?? 0) * 1000;
    return this.requesters.of(recipient, new Date(this.clock.now() - windowMs - this.otp.lifetimeMs));
  }

  private async stateOf(recipient: string): Promise<RateLimitsDto> {
    const states = await this.limits.statesOf(recipient, OTP_PURPOSES, await this.requestersOf(recipient));
    return toRateLimitsDto(recipient, states);
  }
}
