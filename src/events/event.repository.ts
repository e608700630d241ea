import { Injectable } from '@nestjs/common';
import { Batcher } from '../common/batcher.js';
import { deleteBatchSql, PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import { EventPublisher, type EventType, type NewEvent } from './event.contract.js';
import { SETTLED_BELOW, transactionSql, type EventPosition } from './event.sql.js';

export interface EventRow extends EventPosition {
  type: EventType;
  subject: string | null;
  recipient: string | null;
  data: object;
  occurredAt: Date;
}

export interface EventFilter {
  types?: EventType[];
  subject?: string;
}

export interface EventPageRequest extends EventFilter {
  order: 'asc' | 'desc';
  /** The page begins after this event in the given order. */
  after?: EventPosition;
  limit: number;
}

export const EVENT_COLUMNS = Prisma.sql`e.seq, e.tx, e.type, e.subject, e.recipient, e.data, e.occurred_at AS "occurredAt"`;

const { sql } = Prisma;

/** The table `events`. Triggers of the database write the events of codes, messages, users and sessions. */
@Injectable()
export class EventRepository extends EventPublisher {
  private readonly publications = new Batcher<NewEvent, void>({ run: (events) => this.publishAll(events) });

  constructor(private readonly prisma: PrismaService) {
    super();
  }

  override publish<Type extends EventType>(event: NewEvent<Type>): Promise<void> {
    return this.publications.add(event);
  }

  /** Leaves out events that others could still come before, so a reader that goes on from the last one misses none. */
  async page({ types, subject, order, after, limit }: EventPageRequest): Promise<EventRow[]> {
    const isAscending = order === 'asc';
    const place = after && sql`(${transactionSql(sql`${after.tx}::bigint`)}, ${after.seq}::bigint)`;
    return this.prisma.$queryRaw<EventRow[]>`
      SELECT ${EVENT_COLUMNS} FROM events e
      WHERE e.tx < ${SETTLED_BELOW}
        ${place ? sql`AND (e.tx, e.seq) ${isAscending ? sql`>` : sql`<`} ${place}` : Prisma.empty}
        ${types ? sql`AND e.type = ANY(${types})` : Prisma.empty}
        ${subject === undefined ? Prisma.empty : sql`AND e.subject = ${subject}`}
      ORDER BY ${isAscending ? sql`e.tx, e.seq` : sql`e.tx DESC, e.seq DESC`} LIMIT ${limit}`;
  }

  /** Deletes up to `limit` of the oldest events with their deliveries. Returns how many. */
  async deleteBefore(occurredBefore: Date, limit: number): Promise<number> {
    // Looks at the oldest ones alone, because no index has their time.
    const where = sql`seq IN (SELECT o.seq FROM (
      SELECT seq, occurred_at FROM events ORDER BY tx, seq LIMIT ${limit}) o WHERE o.occurred_at < ${occurredBefore})`;
    return this.prisma.$executeRaw(deleteBatchSql({ table: sql`events`, key: sql`seq`, where }, limit));
  }

  /** Moves events that a restored backup brought from another database cluster before all others. */
  async adoptRestored(): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE events SET tx = 0 WHERE tx >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;
  }

  private async publishAll(events: NewEvent[]): Promise<void[]> {
    const rows = events.map(({ occurredAt, ...event }) => ({ ...event, occurred_at: occurredAt }));
    await this.prisma.$executeRaw`
      INSERT INTO events (type, subject, recipient, data, occurred_at)
      SELECT type, subject, recipient, data, occurred_at FROM json_to_recordset(${JSON.stringify(rows)}::json)
        AS e (type text, subject text, recipient text, data jsonb, occurred_at timestamptz)`;
    return events.map(() => undefined);
  }
}
