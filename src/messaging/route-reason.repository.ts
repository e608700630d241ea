import { Injectable } from '@nestjs/common';
import { Batcher } from '../common/batcher.js';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import { lockMessagesSql } from './message-run.sql.js';

interface RouteReason {
  messageId: string;
  /** A sentence for administrators. */
  reason: string;
}

/** Keeps why the providers of messages are tried in their order. */
@Injectable()
export class RouteReasonRepository {
  private readonly reasons = new Batcher<RouteReason, void>({
    run: (reasons) => this.keepAll(reasons),
    keyOf: ({ messageId }) => messageId,
  });

  constructor(private readonly prisma: PrismaService) {}

  /** Keeps the reason of the newest run, unless the message has ended. */
  async keep(messageId: string, reason: string): Promise<void> {
    await this.reasons.add({ messageId, reason });
  }

  private async keepAll(reasons: RouteReason[]): Promise<void[]> {
    const ids = reasons.map(({ messageId }) => messageId);
    await this.prisma.$executeRaw`
      WITH locked AS MATERIALIZED (
        ${lockMessagesSql(ids, Prisma.sql`m.status::text = 'sending'`)}
      )
      UPDATE messages m SET route_reason = r.reason
      FROM locked JOIN unnest(${ids}::uuid[], ${reasons.map(({ reason }) => reason)}::text[]) AS r (id, reason)
        ON r.id = locked.id
      WHERE m.id = ANY(ARRAY(SELECT id FROM locked)) AND m.id = locked.id`;
    return reasons.map(() => undefined);
  }
}
