import { hostname, userInfo } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { AdminActionRepository } from './admin-action.repository.js';
import { auditTarget } from './audit-target.policy.js';

export interface CommandAction {
  /** The operation of the route that does the same, such as `blockUser`; without one, the name of the command. */
  action: string;
  /** An id, a number or an address, as it was written. It is recorded masked. */
  target?: string;
}

/** Records what commands do, as `AuditGuard` records requests: before it is done, and the outcome afterwards. */
@Injectable()
export class CommandAuditService {
  constructor(
    @Inject(installationConfig.KEY) private readonly config: InstallationConfig,
    private readonly actions: AdminActionRepository,
    private readonly clock: Clock,
  ) {}

  /** @param work is given a function that takes how many rows it changed or returned */
  async record<T>({ action, target }: CommandAction, work: (count: (rows: number) => void) => Promise<T>): Promise<T> {
    const id = await this.actions.begin({
      at: new Date(this.clock.now()),
      admin: `command line (${userName()})`,
      action,
      target: auditTarget({ params: {}, query: {}, body: { query: target } }, this.config.defaultCountry),
      requestId: uuidv7(),
      address: hostname(),
    });
    let rows: number | undefined;
    try {
      const value = await work((count) => (rows = count));
      await this.actions.finish(id, { status: 200, count: rows });
      return value;
    } catch (error) {
      await this.actions.finish(id, { status: error instanceof AppError ? error.status : 500 });
      throw error;
    }
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // Containers may run with an id that has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
