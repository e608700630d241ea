import { applyDecorators, createParamDecorator, UseGuards, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminGuard, type Admin } from './admin.guard.js';
import { AuditGuard } from './audit.guard.js';

/**
 * Routes for administrators only; every request is recorded. Goes on the controller, so that guards of its routes run
 * later and the requests they refuse are recorded too.
 */
export function AdminRoute(): ClassDecorator {
  return applyDecorators(UseGuards(AdminGuard, AuditGuard), ApiSecurity('ApiKeyAuth'), ApiBearerAuth());
}

/** The administrator on a route with `@AdminRoute()`. */
export const CurrentAdmin = createParamDecorator((_: unknown, context: ExecutionContext): Admin => {
  const { admin } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!admin) throw new Error('@CurrentAdmin() needs @AdminRoute() on the controller');
  return admin;
});
