import { Inject, Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { clientAddress } from '../../common/client-address.js';
import { Clock } from '../../common/clock.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { Redactor } from '../../logging/index.js';
import { AdminActionRepository } from './admin-action.repository.js';
import { auditTarget } from './audit-target.policy.js';

const RETRY_SECONDS = 5;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `@AuditCount()`. */
    auditCount?: number;
  }
}

/**
 * Records each request of an administrator before it is carried out, and the outcome afterwards. It is a guard, because an interceptor runs after all guards and would miss requests that a limit refuses.
 */
@Injectable()
export class AuditGuard implements CanActivate {
  private readonly logger = new Logger('Admin');
  /** Clients choose the request id, so it is redacted as in the log. */
  private readonly redactor = new Redactor();

  constructor(
    @Inject(installationConfig.KEY) private readonly config: InstallationConfig,
    private readonly actions: AdminActionRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError service_unavailable if the request cannot be recorded */
  async canActivate(context: ExecutionContext): Promise<true> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const id = await this.begin(request, context.getHandler().name);
    const { raw } = http.getResponse<FastifyReply>();
    raw.once('close', () => {
      // A client that has disconnected received no status.
      if (raw.writableFinished) void this.finish(id, { status: raw.statusCode, count: request.auditCount });
    });
    return true;
  }

  private async begin(request: FastifyRequest, action: string): Promise<bigint> {
    if (!request.admin) throw new Error('AuditGuard needs AdminGuard before it');
    try {
      return await this.actions.begin({
        at: new Date(this.clock.now()),
        admin: request.admin.name,
        action,
        target: auditTarget(request, this.config.defaultCountry),
        requestId: this.redactor.redact(request.id),
        address: clientAddress(request),
      });
    } catch (error) {
      throw new AppError('service_unavailable', { retryAfterSeconds: RETRY_SECONDS, cause: error });
    }
  }

  private async finish(id: bigint, outcome: { status: number; count?: number }): Promise<void> {
    try {
      await this.actions.finish(id, outcome);
    } catch (error) {
      this.logger.warn({ message: 'failed to record the outcome of an admin action', action_id: String(id), error });
    }
  }
}
