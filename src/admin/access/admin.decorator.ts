import { applyDecorators, createParamDecorator, SetMetadata, UseGuards, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AdminGuard, type Admin } from './admin.guard.js';
import { AuditGuard } from './audit.guard.js';
import type { Scope } from './key-grant.js';
import { REQUIRED_SCOPE, ScopeGuard } from './scope.guard.js';

/**
 * Routes for administrators only; every request is recorded. Goes on the controller, so that guards of its routes run
 * later and the requests they refuse are recorded too.
 * @param scope what the routes need that have no `@NeedsScope` of their own
 */
export function AdminRoute(scope: Scope): ClassDecorator {
  return applyDecorators(
    UseGuards(AdminGuard, AuditGuard, ScopeGuard),
    NeedsScope(scope),
    ApiSecurity('ApiKeyAuth'),
    ApiBearerAuth(),
  );
}

/** The scope of a route, instead of that of its controller. Also in the OpenAPI document, as `x-required-scope`. */
export function NeedsScope(scope: Scope): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(REQUIRED_SCOPE, scope), ApiExtension('x-required-scope', scope));
}

/** The administrator on a route with `@AdminRoute()`. */
export const CurrentAdmin = createParamDecorator((_: unknown, context: ExecutionContext): Admin => {
  const { admin } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!admin) throw new Error('@CurrentAdmin() needs @AdminRoute() on the controller');
  return admin;
});

/** Records how many rows the request changed or returned. */
export type CountRows = (rows: number) => void;

/** A `CountRows` for the row in `admin_actions`. */
export const AuditCount = createParamDecorator((_: unknown, context: ExecutionContext): CountRows => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return (rows) => {
    request.auditCount = rows;
  };
});
