import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';

export interface Claim {
  /** Keyed hash of the caller and the key. */
  id: string;
  /** Keyed hash of the body. */
  requestDigest: string;
  /** Id under which the request writes. */
  plan: string;
  /** The answer is stored until then. */
  expiresAt: Date;
}

export interface StoredRequest {
  requestDigest: string;
  /** Null while the request runs. */
  status: number | null;
  sealed: string | null;
}

/** The table `idempotency_keys`. Every change is one conditional statement. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Claims the request if its key is new or its row has expired, or if an earlier run of the same request, started before
   * `deadBefore`, has left no answer. In the last case the plan is that of the earlier run.
   * @returns the plan to follow, or undefined if another run has the request
   */
  async claim(claim: Claim, now: Date, deadBefore: Date): Promise<string | undefined> {
    const [row] = await this.prisma.$queryRaw<{ plan: string }[]>`
      INSERT INTO idempotency_keys AS stored (id, request_digest, response, created_at, expires_at)
      VALUES (${claim.id}, ${claim.requestDigest}, jsonb_build_object('plan', ${claim.plan}::text), ${now},
        ${claim.expiresAt})
      ON CONFLICT (id) DO UPDATE
      SET request_digest = excluded.request_digest, status = NULL, created_at = excluded.created_at,
        expires_at = excluded.expires_at,
        response = CASE WHEN stored.expires_at <= ${now} THEN excluded.response ELSE stored.response END
      WHERE stored.expires_at <= ${now} OR (stored.status IS NULL AND stored.created_at <= ${deadBefore}
        AND stored.request_digest = excluded.request_digest)
      RETURNING response ->> 'plan' AS plan`;
    return row?.plan;
  }

  async find(id: string): Promise<StoredRequest | undefined> {
    const [row] = await this.prisma.$queryRaw<StoredRequest[]>`
      SELECT request_digest AS "requestDigest", status, response ->> 'sealed' AS sealed
      FROM idempotency_keys WHERE id = ${id}`;
    return row;
  }

  /** Stores the answer. The first one is stored. */
  async finish(id: string, plan: string, status: number, sealed: string): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE idempotency_keys SET status = ${status}, response = jsonb_build_object('sealed', ${sealed}::text)
      WHERE id = ${id} AND status IS NULL AND response ->> 'plan' = ${plan}`;
  }

  /** Forgets a request that wrote nothing, so that its key is new again. */
  async forget(id: string, plan: string): Promise<void> {
    await this.prisma.$executeRaw`
      DELETE FROM idempotency_keys WHERE id = ${id} AND status IS NULL AND response ->> 'plan' = ${plan}`;
  }

  /** Lets the next run of the same request resume the plan at once. */
  async abandon(id: string, plan: string): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE idempotency_keys SET created_at = 'epoch'
      WHERE id = ${id} AND status IS NULL AND response ->> 'plan' = ${plan}`;
  }
}
