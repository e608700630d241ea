import { applyDecorators, createParamDecorator, UseGuards, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminGuard, type Admin } from './admin.guard.js';
import { AuditGuard } from './audit.guard.js';

/**
 * Routes of administrators: nobody else gets in, and every request is recorded. On the controller, so that guards of its
 * routes come after: what they refuse is recorded too.
 */
export function AdminRoute(): ClassDecorator {
  return applyDecorators(UseGuards(AdminGuard, AuditGuard), ApiSecurity('ApiKeyAuth'), ApiBearerAuth());
}

/** The administrator who asks, on a route with `@AdminRoute()`. */
export const CurrentAdmin = createParamDecorator((_: unknown, context: ExecutionContext): Admin => {
  const { admin } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!admin) throw new Error('@CurrentAdmin() stands on a route without @AdminRoute()');
  return admin;
});
