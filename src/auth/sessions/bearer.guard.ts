import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { accessTokenOf } from './bearer-token.js';
import { sessionConfig, type SessionConfig } from './session.config.js';
import { SessionService, type Caller } from './session.service.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `BearerGuard`. */
    caller?: Caller;
  }
}

/** Admits requests with the access token of a session that has not ended. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionService,
    @Inject(sessionConfig.KEY) private readonly config: SessionConfig,
  ) {}

  /** @throws AppError unauthorized */
  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const accessToken = accessTokenOf(request, this.config);
    request.caller = accessToken ? await this.sessions.authenticate(accessToken) : undefined;
    if (!request.caller) throw new AppError('unauthorized');
    return true;
  }
}
