import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../http/index.js';
import { AdminRoute } from '../access/admin.decorator.js';
import { FunnelDto, ShowFunnelDto } from './funnel.dto.js';
import { toFunnelDto } from './funnel.mapper.js';
import { FunnelService } from './funnel.service.js';

@ApiTags('sms')
@AdminRoute('read')
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'service_unavailable')
@Controller('api/v1/admin/funnel')
export class FunnelController {
  constructor(private readonly funnels: FunnelService) {}

  @Get()
  @ApiOperation({
    summary: 'Count what became of the requested codes',
    description:
      'How many were requested, accepted by a provider, delivered and entered, over time, by country and by provider. The figures of a day are at most five seconds old, those of a week one minute.',
  })
  @ApiOkResponse({ type: FunnelDto, description: 'The figures' })
  @ApiProblems('validation_failed')
  async showFunnel(@Query() { window }: ShowFunnelDto): Promise<FunnelDto> {
    return toFunnelDto(await this.funnels.funnel(window));
  }
}
