import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers are not cached, sniffed, framed or run as pages, and their addresses are not sent to other sites. */
export const API_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** For Swagger UI: scripts and styles of this server, inline styles and icons, and calls to this server. */
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

/** Adds headers that the route has not set. Strict-Transport-Security is left to the proxy that terminates HTTPS. */
export function setResponseHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('X-Request-Id', request.id);
  for (const [name, value] of Object.entries(API_HEADERS)) {
    if (!reply.hasHeader(name)) void reply.header(name, value);
  }
  if (/^\/docs(?:[/?]|$)/.test(request.url)) void reply.header('Content-Security-Policy', DOCS_POLICY);
}
