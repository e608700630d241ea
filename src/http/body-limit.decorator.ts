import { RouteConfig } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';

interface BodyLimitConfig {
  bodyLimitKiB?: number;
}

/** Gives a route a limit of its own for the size of its body. */
export function BodyLimit(kib: number): MethodDecorator {
  return RouteConfig({ bodyLimitKiB: kib } satisfies BodyLimitConfig);
}

/** Nest passes a route's `config` on to Fastify, and no `bodyLimit`. */
export function applyBodyLimit(route: RouteOptions): void {
  const { bodyLimitKiB } = (route.config ?? {}) as BodyLimitConfig;
  if (bodyLimitKiB !== undefined) route.bodyLimit = bodyLimitKiB * 1024;
}
