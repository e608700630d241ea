import { Prisma } from '../../database/generated/client.js';

/**
 * `OtpTokenRepository.use` for statements that do more in the same step:
 * `WITH used AS (${useOtpTokenSql({ id, now })} RETURNING t.recipient) …`
 */
export function useOtpTokenSql({ id, userId, now }: { id: string; userId?: string; now: Date }): Prisma.Sql {
  const byUser = userId === undefined ? Prisma.empty : Prisma.sql`AND t.user_id = ${userId}::uuid`;
  return Prisma.sql`
    UPDATE otp_tokens t SET status = 'used', ended_at = ${now}, debug_code = NULL
    WHERE t.id = ${id}::uuid ${byUser} AND t.status = 'active' AND t.expires_at > ${now}`;
}
