import { Injectable } from '@nestjs/common';
import type { Prisma } from '../database/generated/client.js';
import { PrismaService } from '../database/index.js';

/** A request, as one key of DATA_KEYS hashes it. */
export interface RequestHash {
  /** Keyed hash of the caller and the key. */
  id: string;
  /** Keyed hash of the body. */
  requestDigest: string;
}

export interface Claim {
  /** Id under which the request writes. */
  plan: string;
  now: Date;
  /** A run that started before and has left no answer has died. */
  deadBefore: Date;
  /** The answer is stored until then. */
  expiresAt: Date;
}

export interface StoredRequest {
  id: string;
  requestDigest: string;
  /** Null while the request runs. */
  status: number | null;
  sealed: string | null;
  expiresAt: Date;
}

/** The table `idempotency_keys`. Every change is one conditional statement. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Claims the request if its key is new or its row has expired, or if an earlier run of the same request, started before
   * `deadBefore`, has left no answer. In the last case the plan is that of the earlier run.
   * @param hashes of the request, under every key of DATA_KEYS. An earlier run may have stored any of them; a new one
   * stores the first
   * @returns the row that is claimed and the plan to follow, or undefined if another run has the request
   */
  async claim(hashes: readonly RequestHash[], claim: Claim): Promise<{ id: string; plan: string } | undefined> {
    const [first] = hashes;
    if (hashes.length === 1) return claimRow(this.prisma, first!, claim);
    // Processes with the same keys in another order store another hash first, so they have to exclude each other.
    return this.prisma.$transaction(async (transaction) => {
      const ids = hashes.map(({ id }) => id);
      await lock(transaction, ids);
      const stored = await find(transaction, ids);
      const isLive = stored && stored.expiresAt > claim.now;
      return claimRow(transaction, hashes.find(({ id }) => isLive && id === stored.id) ?? first!, claim);
    });
  }

  /** The newest row of a request, under whichever of its ids. */
  async find(ids: readonly string[]): Promise<StoredRequest | undefined> {
    return find(this.prisma, ids);
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

async function claimRow(
  prisma: Prisma.TransactionClient,
  { id, requestDigest }: RequestHash,
  { plan, now, deadBefore, expiresAt }: Claim,
): Promise<{ id: string; plan: string } | undefined> {
  const [row] = await prisma.$queryRaw<{ id: string; plan: string }[]>`
    INSERT INTO idempotency_keys AS stored (id, request_digest, response, created_at, expires_at)
    VALUES (${id}, ${requestDigest}, jsonb_build_object('plan', ${plan}::text), ${now}, ${expiresAt})
    ON CONFLICT (id) DO UPDATE
    SET request_digest = excluded.request_digest, status = NULL, created_at = excluded.created_at,
      expires_at = excluded.expires_at,
      response = CASE WHEN stored.expires_at <= ${now} THEN excluded.response ELSE stored.response END
    WHERE stored.expires_at <= ${now} OR (stored.status IS NULL AND stored.created_at <= ${deadBefore}
      AND stored.request_digest = excluded.request_digest)
    RETURNING id, response ->> 'plan' AS plan`;
  return row;
}

async function find(prisma: Prisma.TransactionClient, ids: readonly string[]): Promise<StoredRequest | undefined> {
  const [row] = await prisma.$queryRaw<StoredRequest[]>`
    SELECT id, request_digest AS "requestDigest", status, response ->> 'sealed' AS sealed, expires_at AS "expiresAt"
    FROM idempotency_keys WHERE id = ANY(${ids}) ORDER BY expires_at DESC LIMIT 1`;
  return row;
}

/** In one order, so that two processes cannot wait for each other. The locks end with the transaction. */
async function lock(transaction: Prisma.TransactionClient, ids: readonly string[]): Promise<void> {
  await transaction.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(id, 0))
    FROM (SELECT unnest(${ids.toSorted()}::text[]) AS id) AS sorted`;
}
