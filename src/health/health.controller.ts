import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { LivenessDto, ReadinessDto } from './health.dto.js';
import { ReadinessService } from './readiness.service.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  @Get('live')
  @ApiOperation({ summary: 'Check that the process is running' })
  @ApiOkResponse({ type: LivenessDto, description: 'The process is running' })
  checkLiveness(): LivenessDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Check that the process can serve requests: database and queue answer, and it is not shutting down',
  })
  @ApiOkResponse({ type: ReadinessDto, description: 'The process can serve requests' })
  @ApiServiceUnavailableResponse({
    type: ReadinessDto,
    description: 'The database or the queue is unavailable, or the process is shutting down',
  })
  async checkReadiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessDto> {
    const report = await this.readiness.check();
    void reply.status(report.status === 'ok' ? 200 : 503).header('Cache-Control', 'no-store');
    return report;
  }
}
