import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { MetricsGuard } from './metrics.guard.js';
import { CONTENT_TYPE, MetricsService } from './metrics.service.js';

@Controller('metrics')
@UseGuards(MetricsGuard)
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Header('Content-Type', CONTENT_TYPE)
  @ApiExcludeEndpoint()
  scrape(): Promise<string> {
    return this.metrics.render();
  }
}
