import { stringifySetCookie, type SerializeOptions } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_COOKIE, cookieOf, REFRESH_COOKIE } from '../../http/index.js';
import type { SessionConfig } from './session.config.js';
import type { SessionTokens } from './session.service.js';

const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'lax' } satisfies SerializeOptions;
/** The prefix `__Host-` requires `/`. */
const ACCESS_PATH = '/';
/** The refresh token is sent only to the routes that accept it. */
const REFRESH_PATH = '/api/v1/auth';

/** Sets the tokens as cookies, which scripts cannot read. */
export function setSessionCookies(reply: FastifyReply, tokens: SessionTokens): void {
  const { accessToken, expiresInSeconds, refreshToken, refreshExpiresInSeconds } = tokens;
  write(reply, accessToken, expiresInSeconds, refreshToken, refreshExpiresInSeconds);
}

/** Clears both cookies, if `SESSION_COOKIES` is on. */
export function clearSessionCookies(reply: FastifyReply, config: SessionConfig): void {
  if (config.cookies) write(reply, '', 0, '', 0);
}

/** The access token in the cookies of a request. Undefined unless `SESSION_COOKIES` is on. */
export function accessCookie(request: FastifyRequest, config: SessionConfig): string | undefined {
  return config.cookies ? cookieOf(request, ACCESS_COOKIE) : undefined;
}

/** The refresh token in the cookies of a request. Undefined unless `SESSION_COOKIES` is on. */
export function refreshCookie(request: FastifyRequest, config: SessionConfig): string | undefined {
  return config.cookies ? cookieOf(request, REFRESH_COOKIE) : undefined;
}

function write(
  reply: FastifyReply,
  accessToken: string,
  accessSeconds: number,
  refreshToken: string,
  refreshSeconds: number,
): void {
  void reply.header('Set-Cookie', [
    stringifySetCookie(ACCESS_COOKIE, accessToken, { ...ATTRIBUTES, path: ACCESS_PATH, maxAge: accessSeconds }),
    stringifySetCookie(REFRESH_COOKIE, refreshToken, { ...ATTRIBUTES, path: REFRESH_PATH, maxAge: refreshSeconds }),
  ]);
}
