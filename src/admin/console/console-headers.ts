import type { FastifyReply } from 'fastify';
import type { StaticFile } from './static-files.js';

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** The content security policy of a page: files and calls of this server alone. */
export function contentPolicy(
  exceptions: Partial<typeof POLICY & { 'require-trusted-types-for': string }> = {},
): string {
  return Object.entries({ ...POLICY, ...exceptions })
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; ');
}

/** The page of the console. No text of an answer can become markup, because nothing may write markup from text. */
export const PAGE_HEADERS = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': contentPolicy({ 'require-trusted-types-for': "'script'" }),
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** A file whose name changes with its content, or is asked for again each time. */
export function cacheControlOf(name: string): string {
  return /-[\w-]{8,}\.\w+$/.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Sends a file, compressed if the client accepts that. */
export function sendFile(reply: FastifyReply, { type, body, gzip }: StaticFile): void {
  const encodings = reply.request.headers['accept-encoding']?.toString() ?? '';
  void reply.type(type).header('Vary', 'Accept-Encoding');
  if (gzip && /\bgzip\b/.test(encodings)) void reply.header('Content-Encoding', 'gzip').send(gzip);
  else void reply.send(body);
}
