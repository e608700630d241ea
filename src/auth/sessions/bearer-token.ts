import type { FastifyRequest } from 'fastify';
import type { SessionConfig } from './session.config.js';
import { accessCookie } from './session-cookies.js';

/**
 * The access token that a request carries: `Authorization: Bearer …`, or where there is no such header the cookie.
 * Undefined for none, and for another scheme.
 */
export function accessTokenOf(request: FastifyRequest, config: SessionConfig): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return accessCookie(request, config);
  const [scheme, token] = authorization.split(' ');
  return scheme?.toLowerCase() === 'bearer' ? token : undefined;
}
