import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import { insertEventsSql } from '../events/index.js';
import { alertName, type AlertKind, type Fault } from './alert.contract.js';

export interface OpenAlert {
  name: string;
  kind: AlertKind;
  summary: string;
  raisedAt: Date;
}

export interface RecordedAlert extends OpenAlert {
  /** Null while it is open. */
  clearedAt: Date | null;
}

/** A place in the list of alerts. */
export type AlertPosition = Pick<OpenAlert, 'raisedAt' | 'name'>;

export interface AlertPageRequest {
  state: 'open' | 'all';
  /** The page begins after this alert. */
  after?: AlertPosition;
  limit: number;
}

const { sql } = Prisma;

const DATA = sql`jsonb_build_object('name', a.name, 'kind', a.kind, 'summary', a.summary,
  'docs', 'docs/operations.md#alert-' || replace(a.kind, '_', '-'))`;

/** The table `alerts`: a row for each open alert, which is written and deleted together with its event. */
@Injectable()
export class AlertRepository {
  constructor(private readonly prisma: PrismaService) {}

  async open(): Promise<OpenAlert[]> {
    return (await this.prisma.alert.findMany({ orderBy: [{ raisedAt: 'asc' }, { name: 'asc' }] })) as OpenAlert[];
  }

  /** The newest first. Alerts that are over come from their events, and are forgotten with them. */
  async page({ state, after, limit }: AlertPageRequest): Promise<RecordedAlert[]> {
    const place = after
      ? sql`AND (a.raised_at, a.name) < (${after.raisedAt}::timestamptz, ${after.name})`
      : Prisma.empty;
    const order = sql`ORDER BY raised_at DESC, name DESC LIMIT ${limit}`;
    return this.prisma.$queryRaw<RecordedAlert[]>`
      WITH open AS (
        SELECT a.name, a.kind, a.summary, a.raised_at, NULL::timestamptz AS cleared_at
        FROM alerts a WHERE true ${place}
      ), over AS (
        SELECT a.name, a.kind, a.summary, a.raised_at, c.occurred_at AS cleared_at
        FROM events e
        CROSS JOIN LATERAL (SELECT e.subject AS name, e.data->>'kind' AS kind, e.data->>'summary' AS summary,
          e.occurred_at AS raised_at) a
        CROSS JOIN LATERAL (
          SELECT n.type, n.occurred_at FROM events n WHERE n.subject = e.subject AND (n.tx, n.seq) > (e.tx, e.seq)
          ORDER BY n.tx, n.seq LIMIT 1) c
        WHERE ${state === 'all'} AND e.type = 'alert.raised' AND c.type = 'alert.cleared' ${place}
        ${order}
      )
      SELECT name, kind, summary, raised_at AS "raisedAt", cleared_at AS "clearedAt"
      FROM (SELECT * FROM open UNION ALL SELECT * FROM over) a ${order}`;
  }

  /** Opens alerts that are not open yet. Returns how many. */
  async raise(faults: Fault[], now: Date): Promise<number> {
    const rows = faults.map((fault) => ({ name: alertName(fault), kind: fault.kind, summary: fault.summary }));
    return this.prisma.$executeRaw`
      WITH a AS (
        INSERT INTO alerts (name, kind, summary, raised_at)
        SELECT f.name, f.kind, f.summary, ${now}
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS f (name text, kind text, summary text)
        ORDER BY f.name ON CONFLICT (name) DO NOTHING
        RETURNING *
      )
      ${insertEventsSql({ type: 'alert.raised', subject: sql`a.name`, data: DATA, occurredAt: sql`a.raised_at` }, sql`a`)}`;
  }

  /** Closes one alert if it is open. */
  async clear(name: string, now: Date): Promise<number> {
    return this.close(sql`name = ${name}`, now);
  }

  /** Closes the open alerts of these kinds, except those of `names`. */
  async clearOthers(kinds: readonly AlertKind[], names: string[], now: Date): Promise<number> {
    return this.close(sql`kind = ANY(${[...kinds]}) AND NOT name = ANY(${names})`, now);
  }

  private close(condition: Prisma.Sql, now: Date): Promise<number> {
    const occurredAt = sql`${now}::timestamptz`;
    return this.prisma.$executeRaw`
      WITH a AS (DELETE FROM alerts WHERE ${condition} RETURNING *)
      ${insertEventsSql({ type: 'alert.cleared', subject: sql`a.name`, data: DATA, occurredAt }, sql`a`)}`;
  }
}
