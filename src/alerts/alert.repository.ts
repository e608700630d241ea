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
