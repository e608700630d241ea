import { applyDecorators, createParamDecorator, UseGuards, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { BearerGuard } from './bearer.guard.js';
import type { Caller } from './session.repository.js';

/** A route for signed-in users only. Above `@LimitByIp`, so that the limit also counts requests that are not signed in. */
export function BearerRoute(): MethodDecorator {
  return applyDecorators(UseGuards(BearerGuard), ApiBearerAuth());
}

/** The signed-in user on a route with `@BearerRoute()`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new Error('@CurrentCaller() needs @BearerRoute() on the route');
  return caller;
});
