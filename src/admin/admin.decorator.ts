import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Admin } from './admin.guard.js';

/** The administrator who asks, on a route behind `AdminGuard`. */
export const CurrentAdmin = createParamDecorator((_: unknown, context: ExecutionContext): Admin => {
  const { admin } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!admin) throw new Error('@CurrentAdmin() stands on a route without AdminGuard');
  return admin;
});
