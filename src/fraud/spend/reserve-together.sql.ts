import { Prisma } from '../../database/generated/client.js';
import type { Micros } from './money.js';
import type { SpendTarget, SpentWindow } from './reserve.sql.js';

const { sql } = Prisma;

/** A message with its expected price. */
export interface PricedMessage {
  id: string;
  /** Of the windows that it counts against. */
  destination: string;
  currency: string;
  amount: Micros;
}

/** Messages of one send, with every window that one of them counts against. */
export interface JointReservation {
  messages: PricedMessage[];
  targets: SpendTarget[];
  now: Date;
}

/** A window of a send: what was spent before it, what it needs, and whether the ceiling allows that. */
export type JointRow = SpentWindow & { needed: Micros; isAllowed: boolean };

const WINDOW_KEY = sql`destination, currency, "window", starts_at`;

/**
 * Sets the prices of all messages aside if every window allows their sum, and of none otherwise. A message that has a
 * reservation already needs nothing. Windows are locked in the order of their keys. Does nothing if a window is missing.
 */
export function reserveTogetherSql({ messages, targets, now }: JointReservation): Prisma.Sql {
  const messageRows = messages.map((message) => ({ ...message, amount: String(message.amount) }));
  const targetRows = targets.map(({ destination, currency, window, startsAt, ceiling }) => ({
    destination,
    currency,
    window,
    starts_at: startsAt,
    ceiling: String(ceiling),
  }));
  return sql`
    WITH new_messages AS MATERIALIZED (
      SELECT m.* FROM json_to_recordset(${JSON.stringify(messageRows)}::json)
        AS m (id uuid, destination text, currency text, amount bigint)
      WHERE NOT EXISTS (SELECT FROM spend_reservations r WHERE r.otp_token_id = m.id)
    ), sums AS (
      SELECT destination, currency, sum(amount)::bigint AS needed FROM new_messages GROUP BY 1, 2
    ), targets AS MATERIALIZED (
      SELECT ${WINDOW_KEY}, ceiling, coalesce(needed, 0) AS needed
      FROM json_to_recordset(${JSON.stringify(targetRows)}::json)
        AS t (destination text, currency text, "window" text, starts_at timestamptz(3), ceiling bigint)
      LEFT JOIN sums USING (destination, currency)
    ), locked AS MATERIALIZED (
      SELECT ${WINDOW_KEY}, s.spent, needed, ceiling FROM spend_windows s JOIN targets USING (${WINDOW_KEY})
      ORDER BY ${WINDOW_KEY} FOR NO KEY UPDATE OF s
    ), judged AS (
      SELECT ${WINDOW_KEY}, spent, needed, needed = 0 OR spent + needed <= ceiling AS is_allowed FROM locked
    ), verdict AS MATERIALIZED (
      SELECT count(*) = ${targets.length} AND bool_and(is_allowed) AS is_allowed FROM judged
    ), changed AS (
      UPDATE spend_windows s SET spent = s.spent + j.needed FROM judged j, verdict
      WHERE verdict.is_allowed AND j.needed > 0 AND s.destination = j.destination AND s.currency = j.currency
        AND s."window" = j."window" AND s.starts_at = j.starts_at
    ), reserved AS (
      INSERT INTO spend_reservations (otp_token_id, destination, currency, amount, reserved_at)
      SELECT id, destination, currency, amount, ${now}::timestamptz FROM new_messages, verdict WHERE is_allowed
      ON CONFLICT DO NOTHING
    )
    SELECT destination, currency, "window", starts_at AS "startsAt", spent, needed, is_allowed AS "isAllowed" FROM judged`;
}
