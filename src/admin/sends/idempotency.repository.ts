import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

export interface Claim {
  /** Keyed hash of the caller and the key. */
  id: string;
  /** Keyed hash of the body. */
  requestDigest: string;
  /** Id under which the request writes what it writes. */
  plan: string;
  /** The answer is kept until then. */
  expiresAt: Date;
}

export interface KeptRequest {
  requestDigest: string;
  /** Null while the request runs. */
  status: number | null;
  sealed: string | null;
}

/** The rows of requests with an `Idempotency-Key`. Every change is one conditional statement. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Makes the request the caller's: where the key is new or its row has expired, and where an earlier run of the same
   * request, begun before `deadBefore`, has left no answer. The plan is then that run's.
   * @returns the plan to follow, or undefined where the request is another's
   */
  async claim(claim: Claim, now: Date, deadBefore: Date): Promise<string | undefined> {
    const [row] = await this.prisma.$queryRaw<{ plan: string }[]>`
      INSERT INTO idempotency_keys AS kept (id, request_digest, response, created_at, expires_at)
      VALUES (${claim.id}, ${claim.requestDigest}, jsonb_build_object('plan', ${claim.plan}::text), ${now},
        ${claim.expiresAt})
      ON CONFLICT (id) DO UPDATE
      SET request_digest = excluded.request_digest, status = NULL, created_at = excluded.created_at,
        expires_at = excluded.expires_at,
        response = CASE WHEN kept.expires_at <= ${now} THEN excluded.response ELSE kept.response END
      WHERE kept.expires_at <= ${now} OR (kept.status IS NULL AND kept.created_at <= ${deadBefore}
        AND kept.request_digest = excluded.request_digest)
      RETURNING response ->> 'plan' AS plan`;
    return row?.plan;
  }

  async find(id: string): Promise<KeptRequest | undefined> {
    const [row] = await this.prisma.$queryRaw<KeptRequest[]>`
      SELECT request_digest AS "requestDigest", status, response ->> 'sealed' AS sealed
      FROM idempotency_keys WHERE id = ${id}`;
    return row;
  }

  /** Keeps the answer. The first one stays. */
  async finish(id: string, plan: string, status: number, sealed: string): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE idempotency_keys SET status = ${status}, response = jsonb_build_object('sealed', ${sealed}::text)
      WHERE id = ${id} AND status IS NULL AND response ->> 'plan' = ${plan}`;
  }

  /** Nothing was done: the key is as good as new. */
  async forget(id: string, plan: string): Promise<void> {
    await this.prisma.$executeRaw`
      DELETE FROM idempotency_keys WHERE id = ${id} AND status IS NULL AND response ->> 'plan' = ${plan}`;
  }

  /** Lets the next one with the same request take it over at once. */
  async abandon(id: string, plan: string): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE idempotency_keys SET created_at = 'epoch'
      WHERE id = ${id} AND status IS NULL AND response ->> 'plan' = ${plan}`;
  }
}
