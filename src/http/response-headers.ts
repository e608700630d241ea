import type { FastifyReply, FastifyRequest } from 'fastify';

/** Nothing of an answer is kept, guessed at, framed or run as a page, and no address goes on to other sites. */
export const API_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Swagger UI: this server's own scripts and styles, its inline styles and icons, and calls to this server. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Adds what the route has not set itself. HTTPS is the proxy's, and with it Strict-Transport-Security. */
export function setResponseHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('X-Request-Id', request.id);
  for (const [name, value] of Object.entries(API_HEADERS)) {
    if (!reply.hasHeader(name)) void reply.header(name, value);
  }
  if (/^\/docs(?:[/?]|$)/.test(request.url)) void reply.header('Content-Security-Policy', DOCS_POLICY);
}
