import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BearerGuard } from './bearer.guard.js';
import { clearSessionCookies, refreshCookie } from './session-cookies.js';
import type { Caller } from './session.repository.js';

/** Admits also the refresh cookie alone, because a page may log out when its access token has expired. */
@Injectable()
export class LogoutGuard extends BearerGuard {
  /** @throws AppError unauthorized; the cookies of an ended session are cleared */
  override async canActivate(context: ExecutionContext): Promise<true> {
    try {
      return await super.canActivate(context);
    } catch (error) {
      const http = context.switchToHttp();
      const hasCookie = refreshCookie(http.getRequest<FastifyRequest>(), this.config) !== undefined;
      if (hasCookie) clearSessionCookies(http.getResponse<FastifyReply>(), this.config);
      throw error;
    }
  }

  protected override async identify(request: FastifyRequest): Promise<Caller | undefined> {
    const refreshToken = request.headers.authorization === undefined ? refreshCookie(request, this.config) : undefined;
    const caller = refreshToken && (await this.sessions.authenticateByRefreshToken(refreshToken));
    return caller || super.identify(request);
  }
}
