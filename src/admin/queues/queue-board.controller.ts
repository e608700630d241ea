import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { httpConfig, type HttpConfig } from '../../http/index.js';
import { cacheControlOf, contentPolicy, sendFile } from '../console/console-headers.js';
import { QueueBoardService } from './queue-board.service.js';

const PAGES = ['', 'job-schedulers', 'metrics-history', 'queue/:queueName', 'queue/:queueName/:jobId'];

/** Of the one style element that bull-board writes, which never changes in this version (ADR 36). */
const STYLE_HASH = "'sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU='";

/** bull-board's own data is behind `QueueController`; these are its page and files, which are the same for everybody. */
const HEADERS = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': contentPolicy({ 'base-uri': "'self'", 'style-src': `'self' ${STYLE_HASH}` }),
};

@ApiExcludeController()
@Controller('admin/queues')
export class QueueBoardController {
  constructor(
    private readonly board: QueueBoardService,
    @Inject(httpConfig.KEY) private readonly config: HttpConfig,
  ) {}

  @Get(PAGES)
  async showQueues(@Res() reply: FastifyReply): Promise<void> {
    const { publicUrl } = this.config;
    const prefix = publicUrl ? new URL(publicUrl).pathname.replace(/\/$/, '') : '';
    void reply
      .headers(HEADERS)
      .type('text/html; charset=utf-8')
      .send(await this.board.page(prefix));
  }

  @Get('static/*')
  async getQueueFile(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const name = (request.params as { '*'?: string })['*'] ?? '';
    const file = await this.board.file(name);
    if (!file) throw new AppError('not_found');
    sendFile(reply.header('Cache-Control', cacheControlOf(name.replace('.', '-'))), file);
  }
}
