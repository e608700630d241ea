import { RouteConfig } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';

interface BodyLimitConfig {
  bodyLimitKiB?: number;
}

/** Sets the maximum size of a route's body. */
export function BodyLimit(kib: number): MethodDecorator {
  return RouteConfig({ bodyLimitKiB: kib } satisfies BodyLimitConfig);
}

/** Applies `@BodyLimit`. Nest passes only the `config` of a route to Fastify, not its `bodyLimit`. */
export function applyBodyLimit(route: RouteOptions): void {
  const { bodyLimitKiB } = (route.config ?? {}) as BodyLimitConfig;
  if (bodyLimitKiB !== undefined) route.bodyLimit = bodyLimitKiB * 1024;
}
