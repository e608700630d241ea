import { parseCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';

/** Browsers take it from this very host alone, over HTTPS. */
export const ACCESS_COOKIE = '__Host-ramz_access';
/** Browsers take it over HTTPS alone; it has a path, so it cannot be bound to the host by its name. */
export const REFRESH_COOKIE = '__Secure-ramz_refresh';

/** Undefined where there is none, and for an empty one. */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const { cookie } = request.headers;
  return (cookie && parseCookie(cookie)[name]) || undefined;
}
