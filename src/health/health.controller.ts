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
  @ApiOperation({ summary: 'Whether the process runs' })
  @ApiOkResponse({ type: LivenessDto, description: 'It runs' })
  checkLiveness(): LivenessDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether the process takes requests: database and queue answer, and it is not ending' })
  @ApiOkResponse({ type: ReadinessDto, description: 'It takes requests' })
  @ApiServiceUnavailableResponse({ type: ReadinessDto, description: 'It takes none: what is unavailable, or the end' })
  async checkReadiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessDto> {
    const report = await this.readiness.check();
    void reply.status(report.status === 'ok' ? 200 : 503).header('Cache-Control', 'no-store');
    return report;
  }
}
