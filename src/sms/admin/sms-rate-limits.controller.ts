import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { AdminRoute } from '../../admin/index.js';
import { ApiProblems } from '../../http/index.js';
import { LimitsService } from '../../throttling/index.js';
import { AdminPhone } from './admin-phone.js';
import { OTP_PURPOSES } from './sms-messages.repository.js';
import { RateLimitsDto } from './sms-rate-limits.dto.js';

@ApiTags('sms')
@AdminRoute()
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'phone_number_invalid', 'service_unavailable')
@ApiParam({ name: 'phone', description: 'The number, in any form', example: '+989123456789' })
@Controller('api/v1/sms/rate-limits')
export class SmsRateLimitsController {
  constructor(
    private readonly limits: LimitsService,
    private readonly phones: AdminPhone,
  ) {}

  @Get(':phone')
  @ApiOperation({ summary: 'Look at every limit that touches a number' })
  @ApiOkResponse({ type: RateLimitsDto, description: 'What is used, what is left, and for how long' })
  async showRateLimits(@Param('phone') phone: string): Promise<RateLimitsDto> {
    return this.stateOf(this.phones.read(phone, 'phone'));
  }

  @Delete(':phone')
  @ApiOperation({ summary: 'Clear every limit that touches a number' })
  @ApiOkResponse({ type: RateLimitsDto, description: 'The limits, unused' })
  async clearRateLimits(@Param('phone') phone: string): Promise<RateLimitsDto> {
    const recipient = this.phones.read(phone, 'phone');
    await this.limits.clear(recipient, OTP_PURPOSES);
    return this.stateOf(recipient);
  }

  private async stateOf(recipient: string): Promise<RateLimitsDto> {
    const states = await this.limits.statesOf(recipient, OTP_PURPOSES);
    return {
      phone_number: recipient,
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
