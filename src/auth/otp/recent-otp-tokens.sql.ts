import { Prisma } from '../../database/generated/client.js';
import type { Channel, OtpStatus } from '../../database/generated/enums.js';
import type { CodeDigest } from './code-hasher.js';
import type { OtpTokenSelector } from './count-attempt.sql.js';

export interface OtpTokenState extends CodeDigest {
  id: string;
  channel: Channel;
  /** W3C trace context of the request for the code. */
  traceparent: string | null;
  status: OtpStatus;
  expiresAt: Date;
}

/** Which codes a guess can match; without a challenge only those requested after `since`. */
export interface RecentSearch {
  selector: OtpTokenSelector;
  limit: number;
  since: Date;
}

export interface RecentRow extends OtpTokenState {
  /** The position of the search. */
  request: number;
}

/** Selects the newest codes of each search, live or not. */
export function recentOtpTokensSql(searches: RecentSearch[]): Prisma.Sql {
  return Prisma.sql`
    SELECT w.request, t.id, t.channel, t.traceparent, t.status, t.code_digest AS digest, t.pepper_id AS "pepperId",
      t.expires_at AS "expiresAt"
    FROM json_to_recordset(${JSON.stringify(searches.map(rowOf))}::json) AS w (request int, recipient text,
      challenge_id uuid, purpose otp_purpose, user_id uuid, since timestamptz, most int)
    CROSS JOIN LATERAL (
      (SELECT o.* FROM otp_tokens o
        WHERE w.challenge_id IS NULL AND o.recipient = w.recipient AND o.purpose = w.purpose
          AND o.user_id IS NOT DISTINCT FROM w.user_id AND o.created_at > w.since
        ORDER BY o.created_at DESC LIMIT w.most)
      UNION ALL
      (SELECT o.* FROM otp_tokens o
        WHERE o.id = w.challenge_id AND o.purpose = w.purpose AND o.user_id IS NOT DISTINCT FROM w.user_id LIMIT 1)
    ) t
    ORDER BY w.request, t.created_at DESC`;
}

function rowOf({ selector: { purpose, userId, ...selector }, limit, since }: RecentSearch, request: number) {
  const code = 'challengeId' in selector ? { challenge_id: selector.challengeId } : { recipient: selector.recipient };
  return { request, ...code, purpose, user_id: userId, since, most: limit };
}
