import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { ApiProblems, BODY_PROBLEMS, RawBody } from '../http/index.js';
import { HookService } from './hook.service.js';
import { AUTH_SERVERS } from './servers/index.js';

/** Takes the codes of other auth servers, in the shape and with the signature that each of them has. */
@ApiTags('hooks')
@Controller('api/v1/hooks')
export class HookController {
  constructor(
    private readonly hooks: HookService,
    private readonly clock: Clock,
  ) {}

  @Post(':server')
  @RawBody()
  @ApiOperation({
    summary: 'Send a code that another auth server has made',
    description:
      'Body, signature and answer are those of the server: docs/auth-servers.md. Routes, failover and the limits of a ' +
      'number apply; the same code for the same number is sent once within ten minutes.',
  })
  @ApiParam({ name: 'server', enum: AUTH_SERVERS.map(({ name }) => name) })
  @ApiBody({ schema: { type: 'object' }, description: 'As the auth server sends it' })
  @ApiOkResponse({ description: 'The code will be sent', schema: { type: 'object', example: { code: 'ok' } } })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'unauthorized',
    'not_found',
    'phone_number_invalid',
    'destination_not_allowed',
    'rate_limited',
    'sms_disabled',
    'sms_not_configured',
    'sms_unavailable',
    'service_unavailable',
  )
  async sendCodeOfAuthServer(
    @Param('server') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const server = this.hooks.serverOf(name);
    const body = typeof request.body === 'string' ? request.body : '';
    void reply.status(200);
    try {
      await this.hooks.send(server, { headers: request.headers, body, receivedAt: new Date(this.clock.now()) });
      return server.accepted;
    } catch (error) {
      if (!(error instanceof AppError) || !server.refusal) throw error;
      const refusal = server.refusal(error);
      if (error.retryAfterSeconds !== undefined) void reply.header('Retry-After', String(error.retryAfterSeconds));
      void reply.status(refusal.status);
      return refusal.body;
    }
  }
}
