import { Prisma } from '../database/generated/client.js';
import type { AcceptedMessage, FinishedCall } from './accepted-message.js';
import { lockMessagesSql } from './message-run.sql.js';
import { takeOtpTokenSql } from './otp-chain.sql.js';

/** A message that a provider accepted; without `call` if it is a report that shows it. */
export interface Acceptance {
  id: string;
  accepted: AcceptedMessage;
  call?: FinishedCall;
}

/**
 * Ends messages as accepted, and completes the rows of their calls, also those of messages that have ended before. Returns
 * `id`, `channel` and `country` of those that it ended. No two of them may be messages of the same recipient, because the
 * order of their codes would be open: see `takeOtpTokenSql`.
 */
export function acceptMessagesSql(acceptances: Acceptance[], now: Date): Prisma.Sql {
  const ids = acceptances.map(({ id }) => id);
  const rows = acceptances.map(({ id, accepted, call }) => ({
    id,
    ...accepted,
    ...(call && { ...call, attemptId: String(call.attemptId) }),
  }));
  return Prisma.sql`
    WITH given AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS g (id uuid, provider text, method text, "providerMessageId" text, cost numeric, currency text, segments int,
          "attemptId" bigint, "rawCode" int, "latencyMs" int, "finishedAt" timestamptz)
    ), finished AS (
      UPDATE message_attempts a
      SET outcome = 'accepted', raw_code = g."rawCode", cost = g.cost, segments = g.segments,
        provider_message_id = g."providerMessageId", latency_ms = g."latencyMs", finished_at = g."finishedAt"
      FROM given g WHERE a.id = ANY(ARRAY(SELECT "attemptId" FROM given)) AND a.id = g."attemptId"
    ), locked AS MATERIALIZED (
      ${lockMessagesSql(ids, Prisma.sql`m.status::text IN ('queued', 'sending')`)}
    ), taken AS (
      UPDATE messages m
      SET status = 'accepted', payload = NULL, last_error = NULL, provider = g.provider, method = g.method,
        provider_message_id = g."providerMessageId", cost = g.cost, currency = g.currency,
        segments = coalesce(g.segments, m.segments),
        accepted_at = ${now}, updated_at = ${now}
      FROM locked JOIN given g ON g.id = locked.id
      WHERE m.id = ANY(ARRAY(SELECT id FROM locked)) AND m.id = locked.id
      RETURNING m.id, m.otp_token_id, m.channel, m.country
    ), ${takeOtpTokenSql(now)}
    SELECT id, channel, country FROM taken`;
}
