import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { accessTokenOf } from './bearer-token.js';
import { sessionConfig, type SessionConfig } from './session.config.js';
import type { Caller } from './session.repository.js';
import { SessionService } from './session.service.js';

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
    protected readonly sessions: SessionService,
    @Inject(sessionConfig.KEY) protected readonly config: SessionConfig,
  ) {}

  /** @throws AppError unauthorized */
  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.caller = await this.identify(request);
    if (!request.caller) throw new AppError('unauthorized');
    return true;
  }

  protected async identify(request: FastifyRequest): Promise<Caller | undefined> {
    const accessToken = accessTokenOf(request, this.config);
    return accessToken ? this.sessions.authenticate(accessToken) : undefined;
  }
}
