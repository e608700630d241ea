import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../http/index.js';
import { AdminRoute, AuditCount, NeedsScope, type CountRows } from '../access/admin.decorator.js';
import { AdminLimitService } from './admin-limit.service.js';
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
  constructor(private readonly limits: AdminLimitService) {}

  @Get(':phone')
  @ApiOperation({ summary: 'Get every limit of a number or an e-mail address' })
  @ApiOkResponse({ type: RateLimitsDto, description: 'What is used, what is left, and when it resets' })
  async showRateLimits(@Param('phone') phone: string): Promise<RateLimitsDto> {
    return toRateLimitsDto(await this.limits.of(phone));
  }

  @Delete(':phone')
  @NeedsScope('support')
  @ApiOperation({ summary: 'Clear every limit of a number or an e-mail address' })
  @ApiOkResponse({ type: RateLimitsDto, description: 'The cleared limits' })
  @ApiProblems('forbidden', 'reauthentication_required')
  async clearRateLimits(@Param('phone') phone: string, @AuditCount() count: CountRows): Promise<RateLimitsDto> {
    const cleared = await this.limits.clear(phone);
    count(cleared.limits.length);
    return toRateLimitsDto(cleared);
  }
}
