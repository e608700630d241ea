import { Inject, Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import type { Channel } from '../database/generated/enums.js';
import { hasLostLeaseSql } from './message-run.sql.js';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';

/** How long a queued message may stay untouched before it counts as overdue. */
export interface OverdueAfter {
  queuedMs: number;
  /** For messages of a bulk send whose own jobs have not claimed them yet. */
  unclaimedBulkMs: number;
}

/** Finds messages that the queue never got or has lost. */
@Injectable()
export class OutboxRepository {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
  ) {}

  /**
   * Messages that the queue should have handled by now, and messages whose worker has lost its lease. Those that expire
   * first come first, so that a backlog does not delay codes.
   */
  async overdue(
    now: Date,
    { queuedMs, unclaimedBulkMs }: OverdueAfter,
    limit: number,
  ): Promise<{ id: string; channel: Channel }[]> {
    const before = (ms: number) => new Date(now.getTime() - ms);
    return this.prisma.$queryRaw`
      SELECT m.id, m.channel FROM messages m
      WHERE ${hasLostLeaseSql(now, this.config.leaseMs)}
        OR (m.status = 'queued' AND m.updated_at < ${before(queuedMs)}
          AND (m.batch_id IS NULL OR m.attempt_count > 0 OR m.updated_at < ${before(unclaimedBulkMs)}))
      ORDER BY m.expires_at LIMIT ${limit}`;
  }
}
