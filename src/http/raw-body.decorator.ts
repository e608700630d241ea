import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const CONFIG = { rawBody: true };

/** The route takes forms and JSON, and gets them as the text that came: signatures are made over that. */
export const RawBody = () => RouteConfig(CONFIG);

export function takesRawBody({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as Partial<typeof CONFIG>).rawBody === true;
}
