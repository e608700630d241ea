import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { AdminApiKey } from './admin.config.js';

/** A key that a command has made or revoked. */
export interface KeptApiKey extends AdminApiKey {
  createdAt: Date;
  revokedAt: Date | null;
}

/** The rows of admin API keys. A revoked one stays for good: it may still be in `ADMIN_API_KEYS`. */
@Injectable()
export class AdminKeyRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The oldest first. There are as many as people and services that administer. */
  async all(): Promise<KeptApiKey[]> {
    const rows = await this.prisma.adminApiKey.findMany({ orderBy: { createdAt: 'asc' } });
    return rows.map((row) => ({ ...row, digest: Buffer.from(row.digest, 'hex') }));
  }

  async add({ name, digest }: AdminApiKey, now: Date): Promise<void> {
    await this.prisma.adminApiKey.create({ data: { name, digest: digest.toString('hex'), createdAt: now } });
  }

  /** Revokes the live keys of a name, and these digests, which may have no row yet. How many were not revoked before. */
  async revoke(name: string, digests: Buffer[], now: Date): Promise<number> {
    const configured = [...new Set(digests.map((digest) => digest.toString('hex')))];
    const [row] = await this.prisma.$queryRaw<{ count: number }[]>`
      WITH configured AS (
        INSERT INTO admin_api_keys AS k (digest, name, created_at, revoked_at)
        SELECT digest, ${name}, ${now}, ${now} FROM unnest(${configured}::text[]) AS digest
        ON CONFLICT (digest) DO UPDATE SET revoked_at = ${now} WHERE k.revoked_at IS NULL
        RETURNING 1
      ), made AS (
        UPDATE admin_api_keys SET revoked_at = ${now}
        WHERE name = ${name} AND revoked_at IS NULL AND digest <> ALL(${configured}::text[])
        RETURNING 1
      )
      SELECT (SELECT count(*) FROM configured)::int + (SELECT count(*) FROM made)::int AS count`;
    return row!.count;
  }
}
