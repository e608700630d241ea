import { Prisma } from '../database/generated/client.js';

// Parts of statements on `otp_tokens`. The codes of one recipient, purpose and user are a chain: at most one of them is
// `active`, and at most one `replacing`. Statements lock chains in one order, so that no two wait for each other.
// They join their parts, or use arrays of them, instead of other subqueries: PostgreSQL would run those again for a row that
// it had to wait for.

/** Whether two rows belong to the same chain. */
export function isSameChainSql(a: Prisma.Sql, b: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${a}.recipient = ${b}.recipient AND ${a}.purpose = ${b}.purpose
    AND ${a}.user_id IS NOT DISTINCT FROM ${b}.user_id)`;
}

/** The order in which statements lock codes: chain by chain, and each chain by id. */
export function lockOrderSql(otpToken: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${otpToken}.recipient, ${otpToken}.purpose, ${otpToken}.user_id, ${otpToken}.id`;
}

/**
 * Whether a code was requested by e-mail for a phone number. It goes to the e-mail address of the number's owner, or to the
 * number if there is none, so nothing that happens to its message may be visible to a stranger.
 */
export function isPhoneCodeByEmailSql(otpToken: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${otpToken}.channel = 'email' AND ${otpToken}.recipient NOT LIKE '%@%')`;
}

/** What happens to a row when it is superseded. */
export function supersededSql(now: Date): Prisma.Sql {
  return Prisma.sql`status = 'superseded', ended_at = ${now}, debug_code = NULL`;
}

/**
 * Records that a provider took the message of a code, or may have, and supersedes the code that it is replacing: parts for
 * the WITH of a statement whose part `taken` returns `otp_token_id`, for at most one code of each chain. A code that is no
 * longer active ends no other one. Nor does one that was requested by e-mail for a number, because a stranger could see when
 * its message was taken.
 */
export function takeOtpTokenSql(now: Date): Prisma.Sql {
  return Prisma.sql`
    chain AS MATERIALIZED (
      SELECT t.id, t.status, own.id AS own_id
      FROM taken JOIN otp_tokens own ON own.id = taken.otp_token_id
      JOIN otp_tokens t ON ${isSameChainSql(Prisma.sql`t`, Prisma.sql`own`)}
        AND (t.id = own.id OR t.status IN ('active', 'replacing'))
      WHERE NOT ${isPhoneCodeByEmailSql(Prisma.sql`own`)}
      ORDER BY ${lockOrderSql(Prisma.sql`t`)} FOR NO KEY UPDATE OF t
    ), marked AS (
      UPDATE otp_tokens t SET taken_at = ${now}
      WHERE t.id = ANY(ARRAY(SELECT id FROM chain WHERE id = own_id)) AND t.taken_at IS NULL
    ), ended AS (
      UPDATE otp_tokens t SET ${supersededSql(now)}
      WHERE t.id = ANY(ARRAY(
        SELECT chain.id FROM chain JOIN chain own ON own.id = own.own_id AND own.own_id = chain.own_id
        WHERE own.status = 'active' AND chain.status = 'replacing'))
    )`;
}
