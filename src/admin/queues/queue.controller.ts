import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { AdminRoute } from '../access/admin.decorator.js';
import { QueueBoardService } from './queue-board.service.js';

/** The data of bull-board, read only. */
@ApiExcludeController()
@AdminRoute('admin')
@Controller('admin/queues/api')
export class QueueController {
  constructor(private readonly board: QueueBoardService) {}

  @Get('*')
  async readQueues(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = (request.params as { '*'?: string })['*'] ?? '';
    const answer = await this.board.read(`/api/${path}`, request.query as Record<string, string>);
    if (!answer) throw new AppError('not_found');
    void reply.status(answer.status ?? 200).send(answer.body);
  }
}
