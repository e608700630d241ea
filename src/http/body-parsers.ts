import type { FastifyInstance } from 'fastify';
import { takesRawBody } from './raw-body.decorator.js';

/**
 * What bodies are read as: JSON by Fastify's own parser, which refuses members that would pollute prototypes, and forms
 * where a route takes them as they are. Text is none, since a form of a foreign page can send it without asking.
 */
export function setBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const readJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (takesRawBody(request)) done(null, body);
    // Many clients declare JSON with every request: nothing is no body, and not JSON that is broken.
    else if (body === '') done(null, undefined);
    else void readJson(request, body, done);
  });
  const form = 'application/x-www-form-urlencoded';
  server.addContentTypeParser<string>(form, { parseAs: 'string' }, (request, body, done) => {
    if (takesRawBody(request)) done(null, body);
    else done(Object.assign(new Error('Forms are taken by webhooks alone'), { statusCode: 415 }));
  });
}
