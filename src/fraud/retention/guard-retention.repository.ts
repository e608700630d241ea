import { Injectable } from '@nestjs/common';
import { deleteBatchSql, deleteFromPagesSql, pageCountSql, PrismaService, type Pages } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';

const { sql } = Prisma;

/** Tables of the guard, with their key and the time that decides how long a row is kept. */
const TABLES = {
  fraud_asks: { key: sql`id`, time: sql`asked_at` },
  fraud_decisions: { key: sql`id`, time: sql`at` },
  spent_challenges: { key: sql`id`, time: sql`expires_at` },
} as const;
export type GuardTable = keyof typeof TABLES;

@Injectable()
export class GuardRetentionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Deletes up to `limit` rows, skips locked ones, and returns how many. */
  async deleteBefore(table: GuardTable, before: Date, limit: number): Promise<number> {
    const { key, time } = TABLES[table];
    const deletion = { table: Prisma.raw(table), key, where: sql`${time} < ${before}`, orderBy: time };
    return this.prisma.$executeRaw(deleteBatchSql(deletion, limit));
  }

  /** How many pages `fraud_buckets` has. */
  async bucketPages(): Promise<number> {
    const [row] = await this.prisma.$queryRaw<[{ pages: number }]>(pageCountSql('fraud_buckets'));
    return row.pages;
  }

  /** Deletes buckets from some pages: without an index on their time, which each count changes, counting costs half. */
  async deleteBucketsBefore(before: Date, pages: Pages): Promise<number> {
    const deletion = { table: sql`fraud_buckets`, key: sql`key`, where: sql`at < ${before}` };
    return this.prisma.$executeRaw(deleteFromPagesSql(deletion, pages));
  }
}
