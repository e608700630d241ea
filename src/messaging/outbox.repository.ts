import { Inject, Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { hasLostLeaseSql } from './message-run.sql.js';
import { messagingConfig, type MessagingConfig } from './messaging.config.js';

/** A queued message is overdue if it was last touched before the time that applies to it. */
export interface OverdueTimes {
  now: Date;
  queuedBefore: Date;
  /** For messages of a bulk send whose own jobs have not claimed them yet. */
  unclaimedBulkBefore: Date;
}

/** Finds messages that the queue never got or has lost. */
@Injectable()
export class OutboxRepository {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
  ) {}

  /**
   * Ids of messages of one queue that it should have handled by now, and of those whose worker has lost its lease. Those
   * that expire first come first, so that a backlog does not delay codes.
   */
  async overdue(
    queue: 'sms' | 'email',
    { now, queuedBefore, unclaimedBulkBefore }: OverdueTimes,
    limit: number,
  ): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ id: string }[]>`
      SELECT m.id FROM messages m
      WHERE (m.channel = 'email') = ${queue === 'email'}
        AND (${hasLostLeaseSql(now, this.config.leaseMs)}
          OR (m.status = 'queued' AND m.updated_at < ${queuedBefore}
            AND (m.batch_id IS NULL OR m.attempt_count > 0 OR m.updated_at < ${unclaimedBulkBefore})))
      ORDER BY m.expires_at LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }
}
