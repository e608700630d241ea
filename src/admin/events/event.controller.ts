import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AppError } from '../../common/app-error.js';
import { EventFeedService } from '../../events/index.js';
import { ApiProblems } from '../../http/index.js';
import { AdminRoute } from '../access/admin.decorator.js';
import { EventPageDto, ListEventsDto } from './event.dto.js';

@ApiTags('events')
@AdminRoute('read')
@ApiProblems('unauthorized', 'forbidden', 'rate_limited', 'service_unavailable')
@Controller('api/v1/events')
export class EventController {
  constructor(private readonly events: EventFeedService) {}

  @Get()
  @ApiOperation({
    summary: 'List events, the oldest first',
    description:
      'Request the next page with `next_cursor` and the same filters. To follow the events, keep `resume_cursor`: a request with it returns what was written since, and misses nothing.',
  })
  @ApiOkResponse({ type: EventPageDto, description: 'One page' })
  @ApiProblems('validation_failed')
  async listEvents(@Query() query: ListEventsDto): Promise<EventPageDto> {
    const { type: types, ...filter } = query;
    const page = await this.events.page({ ...filter, types });
    if (!page) {
      const sentence = 'cursor must be the next_cursor or resume_cursor of a page';
      throw new AppError('validation_failed', { detail: sentence, errors: { cursor: [sentence] } });
    }
    const { items, cursor = null, hasMore } = page;
    return { items, next_cursor: hasMore ? cursor : null, resume_cursor: cursor };
  }
}
