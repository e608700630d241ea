import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { AdminApiKey } from './admin.config.js';
import { SCOPES } from './key-grant.js';

/** A key that was created or revoked by a command. */
export interface StoredApiKey extends AdminApiKey {
  createdAt: Date;
  revokedAt: Date | null;
}

/**
 * The tables `admin_api_keys` and `admin_key_uses`. Revoked keys are never deleted, because they may still be in
 * `ADMIN_API_KEYS`.
 */
@Injectable()
export class AdminKeyRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** All keys, the oldest first. There are only as many as people and services that administer. */
  async all(): Promise<StoredApiKey[]> {
    const rows = await this.prisma.adminApiKey.findMany({ orderBy: { createdAt: 'asc' } });
    return rows.map(({ digest, scopes, expiresAt, ...row }) => ({
      ...row,
      digest: Buffer.from(digest, 'hex'),
      scopes: SCOPES.filter((scope) => scopes.includes(scope)),
      expiresAt: expiresAt ?? undefined,
    }));
  }

  async add({ digest, ...key }: AdminApiKey, now: Date): Promise<void> {
    await this.prisma.adminApiKey.create({ data: { ...key, digest: digest.toString('hex'), createdAt: now } });
  }

  /**
   * Revokes the live keys of a name, and the keys with these digests, which may have no row yet.
   * @returns how many keys were revoked now
   */
  async revoke(name: string, digests: Buffer[], now: Date): Promise<number> {
    const configured = [...new Set(digests.map((digest) => digest.toString('hex')))];
    const [row] = await this.prisma.$queryRaw<{ count: number }[]>`
      WITH configured AS (
        INSERT INTO admin_api_keys AS k (digest, name, created_at, revoked_at)
        SELECT digest, ${name}, ${now}, ${now} FROM unnest(${configured}::text[]) AS digest
        ON CONFLICT (digest) DO UPDATE SET revoked_at = ${now} WHERE k.revoked_at IS NULL
        RETURNING 1
      ), created AS (
        UPDATE admin_api_keys SET revoked_at = ${now}
        WHERE name = ${name} AND revoked_at IS NULL AND digest <> ALL(${configured}::text[])
        RETURNING 1
      )
      SELECT (SELECT count(*) FROM configured)::int + (SELECT count(*) FROM created)::int AS count`;
    return row!.count;
  }

  /** When each key was last used, by its digest in hexadecimal. */
  async uses(): Promise<Map<string, Date>> {
    const rows = await this.prisma.adminKeyUse.findMany();
    return new Map(rows.map(({ digest, lastUsedAt }) => [digest, lastUsedAt]));
  }

  /** Records a use, unless one after `since` is recorded already. */
  async recordUse(digest: Buffer, now: Date, since: Date): Promise<void> {
    await this.prisma.$executeRaw`
      INSERT INTO admin_key_uses AS u (digest, last_used_at) VALUES (${digest.toString('hex')}, ${now})
      ON CONFLICT (digest) DO UPDATE SET last_used_at = excluded.last_used_at WHERE u.last_used_at <= ${since}`;
  }
}
