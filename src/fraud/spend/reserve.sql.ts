import { Prisma } from '../../database/generated/client.js';
import type { Micros } from './money.js';

const { sql } = Prisma;

export interface WindowKey {
  destination: string;
  currency: string;
  window: string;
  startsAt: Date;
}

/** A window that a code or message counts against. */
export interface SpendTarget extends WindowKey {
  /** Nothing is set aside beyond it. */
  ceiling: Micros;
}

/** An amount that is to be set aside for a code, in every window of one destination. */
export interface NewReservation {
  otpTokenId: string;
  amount: Micros;
  targets: SpendTarget[];
  now: Date;
}

export interface SpentWindow extends WindowKey {
  spent: Micros;
}

/** A window of a request: whether its ceiling allowed the amount, and what is spent in it after that. */
export type ReservedRow = SpentWindow & { request: number; isAllowed: boolean };

const WINDOW_KEY = sql`destination, currency, "window", starts_at`;

/** Makes the windows in which nothing was spent yet. */
export function makeWindowsSql(windows: WindowKey[]): Prisma.Sql {
  const rows = windows.map(({ destination, currency, window, startsAt }) => ({
    destination,
    currency,
    window,
    starts_at: startsAt,
  }));
  return sql`
    INSERT INTO spend_windows (${WINDOW_KEY}, spent)
    SELECT DISTINCT ${WINDOW_KEY}, 0 FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS w (destination text, currency text, "window" text, starts_at timestamptz(3))
    ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING`;
}

/**
 * Sets amounts aside, one request after the other, in every window whose ceiling allows it. Keeps a reservation for those
 * that all their windows have allowed. Windows are locked in the order of their keys and written once. Does nothing and
 * returns nothing if a window is missing.
 */
export function reserveSql(reservations: NewReservation[]): Prisma.Sql {
  return sql`
    WITH RECURSIVE wanted AS MATERIALIZED (
      SELECT *, row_number() OVER (PARTITION BY ${WINDOW_KEY} ORDER BY request) AS turn FROM ${wantedSql(reservations)}
    ), locked AS MATERIALIZED (
      SELECT s.destination, s.currency, s."window", s.starts_at, s.spent FROM spend_windows s
      JOIN (SELECT ${WINDOW_KEY} FROM wanted WHERE turn = 1) w USING (${WINDOW_KEY})
      ORDER BY ${WINDOW_KEY} FOR NO KEY UPDATE OF s
    ), turns AS (
      SELECT ${WINDOW_KEY}, 0::bigint AS turn, NULL::int AS request, spent, 0::bigint AS amount FROM locked
      WHERE (SELECT count(*) FROM locked) = (SELECT count(*) FROM wanted WHERE turn = 1)
      UNION ALL
      SELECT ${WINDOW_KEY}, w.turn, w.request, t.spent + allowed.amount, allowed.amount
      FROM turns t JOIN wanted w USING (${WINDOW_KEY}),
        LATERAL (SELECT CASE WHEN t.spent + w.amount <= w.ceiling THEN w.amount ELSE 0 END AS amount) allowed
      WHERE w.turn = t.turn + 1
    ), changed AS (
      UPDATE spend_windows s SET spent = s.spent + added.amount
      FROM (SELECT ${WINDOW_KEY}, sum(amount)::bigint AS amount FROM turns GROUP BY ${WINDOW_KEY}) added
      WHERE added.amount > 0 AND s.destination = added.destination AND s.currency = added.currency
        AND s."window" = added."window" AND s.starts_at = added.starts_at
    ), reserved AS (
      INSERT INTO spend_reservations (otp_token_id, destination, currency, amount, reserved_at)
      SELECT w.otp_token_id, destination, currency, w.amount, w.now
      FROM turns t JOIN wanted w USING (${WINDOW_KEY}, request)
      GROUP BY w.otp_token_id, destination, currency, w.amount, w.now HAVING bool_and(t.amount > 0)
      ON CONFLICT DO NOTHING
    )
    SELECT request, destination, currency, "window", starts_at AS "startsAt", spent, amount > 0 AS "isAllowed"
    FROM turns WHERE request IS NOT NULL`;
}

function wantedSql(reservations: NewReservation[]): Prisma.Sql {
  const rows = reservations.flatMap(({ otpTokenId, amount, targets, now }, request) =>
    targets.map(({ destination, currency, window, startsAt, ceiling }) => ({
      request,
      otp_token_id: otpTokenId,
      amount: String(amount),
      now,
      destination,
      currency,
      window,
      starts_at: startsAt,
      ceiling: String(ceiling),
    })),
  );
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) AS w (request int, otp_token_id uuid, amount bigint,
    now timestamptz, destination text, currency text, "window" text, starts_at timestamptz(3), ceiling bigint)`;
}
