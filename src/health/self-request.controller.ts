import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/app-error.js';
import { clientAddress } from '../common/client-address.js';
import { Clock } from '../common/clock.js';
import { secretsConfig, type SecretsConfig } from '../config/index.js';
import { isSelfRequest, SELF_REQUEST_HEADER } from './self-request.js';

/** How a request of this installation to itself looks where it arrives. */
export interface SelfRequestEcho {
  /** The address that limits count. */
  address: string;
  /** The address at the other end of the connection: a proxy, if there is one. */
  peer: string | null;
  /** `X-Forwarded-For` as it arrived, without what is no address. */
  forwarded_for: string | null;
}

/** Shows the doctor which address Ramz sees. Anyone else is told that there is nothing. */
@ApiExcludeController()
@Controller('health')
export class SelfRequestController {
  constructor(
    @Inject(secretsConfig.KEY) private readonly secrets: SecretsConfig,
    private readonly clock: Clock,
  ) {}

  @Get('address')
  @Header('Cache-Control', 'no-store')
  showAddress(@Req() request: FastifyRequest): SelfRequestEcho {
    const { headers, socket } = request;
    if (!isSelfRequest(headers[SELF_REQUEST_HEADER], this.secrets, this.clock.now())) throw new AppError('not_found');
    return {
      address: clientAddress(request),
      peer: socket.remoteAddress === undefined ? null : clientAddress({ ip: socket.remoteAddress }),
      forwarded_for: headers['x-forwarded-for']?.toString() || null,
    };
  }
}
