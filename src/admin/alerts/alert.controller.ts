import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AlertService } from '../../alerts/index.js';
import { AppError } from '../../common/app-error.js';
import { ApiProblems } from '../../http/index.js';
import { AdminRoute } from '../access/admin.decorator.js';
import { readAlertCursor } from './alert-cursor.js';
import { AlertPageDto, CURSOR_FAULT, ListAlertsDto } from './alert.dto.js';
import { toAlertPageDto } from './alert.mapper.js';

@ApiTags('events')
@AdminRoute('read')
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'service_unavailable')
@Controller('api/v1/admin/alerts')
export class AlertController {
  constructor(private readonly alerts: AlertService) {}

  @Get()
  @ApiOperation({
    summary: 'List alerts, the newest first',
    description:
      'Alerts that are over are listed for as long as their events are kept. Request the next page with `cursor` and the same `state`.',
  })
  @ApiOkResponse({ type: AlertPageDto, description: 'One page' })
  @ApiProblems('validation_failed')
  async listAlerts(@Query() { state, cursor, limit }: ListAlertsDto): Promise<AlertPageDto> {
    const after = cursor === undefined ? undefined : readAlertCursor(cursor);
    if (cursor !== undefined && !after) {
      throw new AppError('validation_failed', { detail: CURSOR_FAULT, errors: { cursor: [CURSOR_FAULT] } });
    }
    // One more than requested shows whether there is another page.
    return toAlertPageDto(await this.alerts.page({ state, after, limit: limit + 1 }), limit);
  }
}
