import { createParamDecorator, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { accessTokenOf } from './bearer-token.js';
import { sessionConfig, type SessionConfig } from './session.config.js';
import { SessionService, type Caller } from './session.service.js';

type AuthenticatedRequest = FastifyRequest & { caller?: Caller };

/** Lets signed-in users through: those whose request carries the access token of a session that is not over. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionService,
    @Inject(sessionConfig.KEY) private readonly config: SessionConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const token = accessTokenOf(request, this.config);
    const caller = token ? await this.sessions.authenticate(token) : undefined;
    if (!caller) throw new AppError('unauthorized');
    request.caller = caller;
    return true;
  }
}

/** The signed-in user, in routes that `BearerGuard` guards. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!caller) throw new Error('CurrentCaller needs BearerGuard on the route');
  return caller;
});
