import { Inject, Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { Redactor } from '../../logging/index.js';
import { AdminActionRepository } from './admin-action.repository.js';
import { auditTarget } from './audit-target.policy.js';

const RETRY_SECONDS = 5;

/**
 * Records what an administrator asks for before anything else is done about it, and the status of the answer after it. A
 * guard and no interceptor: those run after all guards, and would not see what a limit refuses.
 */
@Injectable()
export class AuditGuard implements CanActivate {
  private readonly logger = new Logger('Admin');
  /** A client may choose its request id; it stands here as it does in the log. */
  private readonly redactor = new Redactor();

  constructor(
    @Inject(installationConfig.KEY) private readonly config: InstallationConfig,
    private readonly actions: AdminActionRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError service_unavailable where it cannot be recorded: nothing is done unrecorded */
  async canActivate(context: ExecutionContext): Promise<true> {
    const http = context.switchToHttp();
    const id = await this.begin(http.getRequest<FastifyRequest>(), context.getHandler().name);
    const { raw } = http.getResponse<FastifyReply>();
    raw.once('close', () => {
      // A client that did not wait got no status.
      if (raw.writableFinished) void this.finish(id, raw.statusCode);
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
        address: request.ip,
      });
    } catch (error) {
      throw new AppError('service_unavailable', { retryAfterSeconds: RETRY_SECONDS, cause: error });
    }
  }

  private async finish(id: bigint, status: number): Promise<void> {
    try {
      await this.actions.finish(id, status);
    } catch (error) {
      this.logger.warn({ message: 'the status of an admin action was not recorded', action_id: String(id), error });
    }
  }
}
