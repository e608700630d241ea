import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const CONFIG = { rawBody: true };

/** Passes forms and JSON to the route as text, because signatures are computed over the text. */
export const RawBody = () => RouteConfig(CONFIG);

export function takesRawBody({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as Partial<typeof CONFIG>).rawBody === true;
}
