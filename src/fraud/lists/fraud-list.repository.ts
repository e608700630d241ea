import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import { LISTS, type ListName } from './list-entry.js';

export interface StoredEntry {
  list: ListName;
  entry: string;
  createdAt: Date;
}

/** The entries of both lists. Each change raises their version in the same statement. */
@Injectable()
export class FraudListRepository {
  constructor(private readonly prisma: PrismaService) {}

  async all(): Promise<StoredEntry[]> {
    const rows = await this.prisma.fraudListEntry.findMany({ orderBy: [{ list: 'asc' }, { entry: 'asc' }] });
    return rows.flatMap((row) => {
      const list = LISTS.find((name) => name === row.list);
      return list ? [{ ...row, list }] : [];
    });
  }

  async of(list: ListName): Promise<StoredEntry[]> {
    const rows = await this.prisma.fraudListEntry.findMany({ where: { list }, orderBy: { entry: 'asc' } });
    return rows.map((row) => ({ ...row, list }));
  }

  /** Returns whether it was not in the list before. */
  async add(list: ListName, entry: string, now: Date): Promise<boolean> {
    const added = await this.prisma.$queryRaw<unknown[]>`
      WITH added AS (
        INSERT INTO fraud_list_entries (list, entry, created_at) VALUES (${list}, ${entry}, ${now})
        ON CONFLICT DO NOTHING RETURNING entry
      )
      UPDATE fraud_versions SET version = version + 1 FROM added WHERE name = 'lists' RETURNING added.entry`;
    return added.length === 1;
  }

  /** Returns whether it was in the list. */
  async remove(list: ListName, entry: string): Promise<boolean> {
    const removed = await this.prisma.$queryRaw<unknown[]>`
      WITH removed AS (DELETE FROM fraud_list_entries WHERE list = ${list} AND entry = ${entry} RETURNING entry)
      UPDATE fraud_versions SET version = version + 1 FROM removed WHERE name = 'lists' RETURNING removed.entry`;
    return removed.length === 1;
  }
}
