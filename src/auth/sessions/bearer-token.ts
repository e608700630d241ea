import type { FastifyRequest } from 'fastify';
import type { SessionConfig } from './session.config.js';
import { accessCookie } from './session-cookies.js';

/** The access token of a request: from the header `Authorization`, or from the cookie if there is no such header. */
export function accessTokenOf(request: FastifyRequest, config: SessionConfig): string | undefined {
  return request.headers.authorization === undefined ? accessCookie(request, config) : bearerTokenOf(request);
}

/** The access token in the header `Authorization: Bearer …`. Undefined for another scheme. */
export function bearerTokenOf({ headers }: FastifyRequest): string | undefined {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}
