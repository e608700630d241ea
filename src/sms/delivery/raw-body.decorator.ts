import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const CONFIG = { rawBody: true };

/** The route takes forms and JSON, and gets them as the text that came: signatures are made over that. */
export const RawBody = () => RouteConfig(CONFIG);

/** Lets routes with `@RawBody()` take forms; all others refuse them, and read JSON as before. */
export function acceptRawBodies(server: FastifyInstance): void {
  const readJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isRaw(request)) done(null, body);
    else void readJson(request, body, done);
  });
  server.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => {
      if (isRaw(request)) done(null, body);
      else done(Object.assign(new Error('Forms are taken by webhooks alone'), { statusCode: 415 }));
    },
  );
}

function isRaw({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as Partial<typeof CONFIG>).rawBody === true;
}
