import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import { EVENT_COLUMNS, type EventFilter, type EventRow } from './event.repository.js';
import type { ReceiverName } from './event-receivers.js';
import { SETTLED_BELOW, transactionSql } from './event.sql.js';

/** An event that this process has to send. */
export interface ClaimedDelivery extends EventRow {
  deliveryId: bigint;
  /** This one included. */
  attempts: number;
  createdAt: Date;
}

/** What an operator has to know of a receiver. */
export interface DeliveryState {
  receiver: ReceiverName;
  waiting: number;
  oldestAt: Date | null;
  givenUp: number;
  lastError: string | null;
}

export interface Replay extends EventFilter {
  seqs?: bigint[];
  /** Inclusive. */
  from?: Date;
  /** Exclusive. */
  to?: Date;
}

const { sql } = Prisma;

/** The tables `event_cursors` and `event_deliveries`: what each receiver has not got yet. */
@Injectable()
export class EventDeliveryRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** A new receiver gets the events from now on. */
  async addReceiver(receiver: ReceiverName): Promise<void> {
    await this.prisma.$executeRaw`
      INSERT INTO event_cursors (receiver, tx, seq) VALUES (${receiver}, ${SETTLED_BELOW}, 0) ON CONFLICT DO NOTHING`;
  }

  /**
   * Adds the next events to the deliveries of a receiver, in their order. Only one process at a time does so for a receiver.
   * Returns the number of events that were looked at.
   */
  async addDue(
    receiver: ReceiverName,
    types: readonly string[] | undefined,
    limit: number,
    now: Date,
  ): Promise<number> {
    const isWanted = types ? sql`WHERE b.type = ANY(${[...types]})` : Prisma.empty;
    const [row] = await this.prisma.$queryRaw<{ count: number }[]>`
      WITH place AS MATERIALIZED (
        SELECT ${transactionSql(sql`tx`)} AS tx, seq FROM event_cursors WHERE receiver = ${receiver}
        FOR UPDATE SKIP LOCKED
      ), batch AS MATERIALIZED (
        SELECT e.tx, e.seq, e.type, e.subject FROM place, LATERAL (
          SELECT tx, seq, type, subject FROM events
          WHERE (tx, seq) > (place.tx, place.seq) AND tx < ${SETTLED_BELOW} ORDER BY tx, seq LIMIT ${limit}) e
      ), moved AS (
        UPDATE event_cursors c SET tx = last.tx, seq = last.seq
        FROM (SELECT tx, seq FROM batch ORDER BY tx DESC, seq DESC LIMIT 1) last WHERE c.receiver = ${receiver}
      ), added AS (
        INSERT INTO event_deliveries (event_seq, receiver, subject, created_at, due_at)
        SELECT b.seq, ${receiver}, b.subject, ${now}, ${now} FROM batch b ${isWanted} ORDER BY b.tx, b.seq
        ON CONFLICT (event_seq, receiver) DO NOTHING
      )
      SELECT count(*)::int AS count FROM batch`;
    return row!.count;
  }

  /**
   * Leases up to `limit` events to this process until `leaseEndsAt`. An event waits until the earlier ones of its subject
   * are delivered or given up.
   */
  async claim(receiver: ReceiverName, limit: number, now: Date, leaseEndsAt: Date): Promise<ClaimedDelivery[]> {
    return this.prisma.$queryRaw<ClaimedDelivery[]>`
      WITH due AS MATERIALIZED (
        SELECT d.id FROM event_deliveries d
        WHERE d.receiver = ${receiver} AND d.due_at <= ${now} AND d.given_up_at IS NULL AND NOT EXISTS (
          SELECT FROM event_deliveries earlier WHERE earlier.receiver = d.receiver AND earlier.subject = d.subject
            AND earlier.id < d.id AND earlier.given_up_at IS NULL)
        ORDER BY d.due_at, d.id LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED
      )
      UPDATE event_deliveries d SET due_at = ${leaseEndsAt}, attempts = d.attempts + 1
      FROM due, events e WHERE d.id = due.id AND e.seq = d.event_seq
      RETURNING d.id AS "deliveryId", d.attempts, d.created_at AS "createdAt", ${EVENT_COLUMNS}`;
  }

  async remove(deliveryId: bigint): Promise<void> {
    await this.prisma.eventDelivery.deleteMany({ where: { id: deliveryId } });
  }

  /** Does nothing if another process has claimed it since, because the lease had ended. */
  async postpone({ deliveryId, attempts }: ClaimedDelivery, lastError: string, dueAt: Date): Promise<void> {
    await this.prisma.eventDelivery.updateMany({ where: { id: deliveryId, attempts }, data: { dueAt, lastError } });
  }

  async giveUp({ deliveryId, attempts }: ClaimedDelivery, lastError: string, now: Date): Promise<void> {
    const data = { givenUpAt: now, lastError };
    await this.prisma.eventDelivery.updateMany({ where: { id: deliveryId, attempts }, data });
  }

  /** Adds events again that a receiver has got or never got. Returns how many. */
  async replay(receiver: ReceiverName, { seqs, types, subject, from, to }: Replay, now: Date): Promise<number> {
    return this.prisma.$executeRaw`
      INSERT INTO event_deliveries AS d (event_seq, receiver, subject, created_at, due_at)
      SELECT e.seq, ${receiver}, e.subject, ${now}, ${now} FROM events e
      WHERE true ${seqs ? sql`AND e.seq = ANY(${seqs}::bigint[])` : Prisma.empty}
        ${types ? sql`AND e.type = ANY(${types})` : Prisma.empty}
        ${subject === undefined ? Prisma.empty : sql`AND e.subject = ${subject}`}
        ${from ? sql`AND e.occurred_at >= ${from}` : Prisma.empty} ${to ? sql`AND e.occurred_at < ${to}` : Prisma.empty}
      ORDER BY e.tx, e.seq
      ON CONFLICT (event_seq, receiver) DO UPDATE
        SET attempts = 0, created_at = excluded.created_at, due_at = excluded.due_at, given_up_at = NULL`;
  }

  /** Those of the receivers that have not taken an event at least once. */
  async states(receivers: ReceiverName[]): Promise<DeliveryState[]> {
    return this.prisma.$queryRaw<DeliveryState[]>`
      SELECT receiver, count(*) FILTER (WHERE given_up_at IS NULL)::int AS waiting,
        min(created_at) FILTER (WHERE given_up_at IS NULL) AS "oldestAt",
        count(*) FILTER (WHERE given_up_at IS NOT NULL)::int AS "givenUp",
        (array_agg(last_error ORDER BY due_at DESC) FILTER (WHERE last_error IS NOT NULL))[1] AS "lastError"
      FROM event_deliveries WHERE receiver = ANY(${receivers}) GROUP BY receiver HAVING bool_or(last_error IS NOT NULL) ORDER BY receiver`;
  }
}
