import { Prisma } from '../../database/generated/client.js';
import type { Micros } from './money.js';
import type { WindowKey } from './reserve.sql.js';

const { sql } = Prisma;

/** What was set aside for a code or message that is not sent, and the windows in which. */
export interface Release {
  otpTokenId: string;
  amount: Micros;
  windows: WindowKey[];
}

/** Gives back what was set aside. Windows are locked in the order of their keys and written once. */
export function releaseSql(releases: Release[]): Prisma.Sql {
  const rows = releases.flatMap(({ amount, windows }) =>
    windows.map(({ destination, currency, window, startsAt }) => ({
      destination,
      currency,
      window,
      starts_at: startsAt,
      amount: String(amount),
    })),
  );
  return sql`
    WITH released AS (
      DELETE FROM spend_reservations WHERE otp_token_id = ANY(${releases.map(({ otpTokenId }) => otpTokenId)}::uuid[])
    ), given AS MATERIALIZED (
      SELECT destination, currency, "window", starts_at, sum(amount)::bigint AS amount
      FROM json_to_recordset(${JSON.stringify(rows)}::json)
        AS w (destination text, currency text, "window" text, starts_at timestamptz(3), amount bigint)
      GROUP BY 1, 2, 3, 4
    ), locked AS MATERIALIZED (
      SELECT destination, currency, "window", starts_at, given.amount
      FROM spend_windows s JOIN given USING (destination, currency, "window", starts_at)
      ORDER BY 1, 2, 3, 4 FOR NO KEY UPDATE OF s
    )
    UPDATE spend_windows s SET spent = greatest(0, s.spent - locked.amount) FROM locked
    WHERE s.destination = locked.destination AND s.currency = locked.currency AND s."window" = locked."window"
      AND s.starts_at = locked.starts_at`;
}
