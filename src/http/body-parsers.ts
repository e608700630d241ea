import type { FastifyInstance } from 'fastify';
import { takesRawBody } from './raw-body.decorator.js';

/**
 * Accepts JSON, read by Fastify's own parser, which refuses fields that would pollute prototypes, and forms on routes
 * with `@RawBody`. Plain text is refused, because a form on a foreign page can send it without a CORS preflight.
 */
export function setBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const readJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (takesRawBody(request)) done(null, body);
    // Many clients declare JSON with every request, so an empty text is no body instead of broken JSON.
    else if (body === '') done(null, undefined);
    else void readJson(request, body, done);
  });
  const form = 'application/x-www-form-urlencoded';
  server.addContentTypeParser<string>(form, { parseAs: 'string' }, (request, body, done) => {
    if (takesRawBody(request)) done(null, body);
    else done(Object.assign(new Error('Only webhooks accept forms'), { statusCode: 415 }));
  });
}
