import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/app-error.js';
import { AppConfig } from '../config/index.js';
import { LimitsService, tooManyRequests } from '../throttling/index.js';
import { findApiKey } from './api-keys.js';

/** Who asks: the name of an API key. It is recorded with what is asked for. */
export interface Admin {
  name: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `AdminGuard`. */
    admin?: Admin;
  }
}

const NO_KEYS =
  'No admin API key is configured. An operator makes one with "npm run admin-key -- NAME" and adds the line it prints to ADMIN_API_KEYS.';
const NO_KEY = 'Please send an admin API key in the header X-API-Key.';
const WRONG_KEY = 'The admin API key is not valid.';

/**
 * Lets administrators through, by the key in `X-API-Key`. Wrong keys are counted by client address; from an address that
 * has used up its count no key is taken.
 */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(
    private readonly config: AppConfig,
    private readonly limits: LimitsService,
  ) {}

  /** @throws AppError unauthorized, rate_limited */
  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.admin = await this.identify(request);
    return true;
  }

  /** Every way in which an administrator can be known. */
  private async identify(request: FastifyRequest): Promise<Admin> {
    if (this.config.adminApiKeys.length === 0) throw new AppError('unauthorized', { detail: NO_KEYS });
    const sent = request.headers['x-api-key'];
    if (typeof sent !== 'string' || sent === '') throw new AppError('unauthorized', { detail: NO_KEY });
    return this.byApiKey(sent, request.ip);
  }

  private async byApiKey(sent: string, address: string): Promise<Admin> {
    const key = findApiKey(this.config.adminApiKeys, sent);
    const allowed = key ? await this.limits.lookWrongKeys(address) : await this.limits.takeWrongKey(address);
    if (!allowed.ok) throw tooManyRequests(allowed.retryAfterSeconds, 'wrong API keys');
    if (!key) throw new AppError('unauthorized', { detail: WRONG_KEY });
    return { name: key.name };
  }
}
