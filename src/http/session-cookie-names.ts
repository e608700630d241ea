import { parseCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';

/** Browsers accept it only from this host itself, over HTTPS. */
export const ACCESS_COOKIE = '__Host-ramz_access';
/** Browsers accept it only over HTTPS. It has a path, so its name cannot bind it to the host. */
export const REFRESH_COOKIE = '__Secure-ramz_refresh';

/** Undefined if the request has no such cookie, or an empty one. */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const { cookie } = request.headers;
  return (cookie && parseCookie(cookie)[name]) || undefined;
}
