import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { allows, type Scope } from './key-grant.js';

/** Metadata of a route, and of its controller for the routes that have none. */
export const REQUIRED_SCOPE = 'ramz:required-scope';

/** Refuses requests whose key lacks the scope of the route. Runs after `AuditGuard`, which records them too. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws AppError forbidden */
  canActivate(context: ExecutionContext): true {
    const needed = this.reflector.getAllAndOverride<Scope>(REQUIRED_SCOPE, [context.getHandler(), context.getClass()]);
    const { admin } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!admin) throw new Error('ScopeGuard needs AdminGuard before it');
    if (!allows(admin, needed)) throw new AppError('forbidden', { detail: missingScope(needed, admin.scopes) });
    return true;
  }
}

function missingScope(needed: Scope, scopes: readonly Scope[]): string {
  return `This admin API key lacks the scope "${needed}"; it has ${scopes.join(', ') || 'none'}. An operator creates a key with "npm run admin-key -- create NAME ${needed}".`;
}
