import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { Micros } from './money.js';
import { SPEND_WINDOWS } from './spend-limits.js';

/** A window that a code counts against. */
export interface SpendTarget {
  destination: string;
  currency: string;
  window: string;
  startsAt: Date;
  /** Nothing is set aside beyond it. */
  ceiling: Micros;
}

export interface SpentWindow {
  destination: string;
  currency: string;
  window: string;
  startsAt: Date;
  spent: Micros;
}

/** A provider that reports a price later than this is taken at the price that was set aside. */
const PRICE_WITHIN_MS = 60 * 60_000;
const PRICES_READ = 2000;
const PRICES_AVERAGED = 50;
const DAY_MS = 86_400_000;

/** The money of destinations: set aside in one conditional statement, and settled when prices are known. */
@Injectable()
export class SpendRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Sets an amount aside for a code in every window whose ceiling allows it. Windows are locked in order.
   * @returns the windows that allowed it, with what is spent in them now; the caller releases the code unless all did
   */
  async reserve(otpTokenId: string, amount: Micros, targets: SpendTarget[], now: Date): Promise<SpentWindow[]> {
    const [{ destination, currency }] = targets as [SpendTarget];
    return this.prisma.$queryRaw<SpentWindow[]>`
      WITH made AS (
        INSERT INTO spend_windows AS s (destination, currency, "window", starts_at, spent)
        SELECT ${destination}, ${currency}, name, starts_at, ${String(amount)}::bigint
        FROM unnest(${targets.map(({ window }) => window)}::text[], ${targets.map(({ startsAt }) => startsAt)}::timestamptz[],
          ${targets.map(({ ceiling }) => String(ceiling))}::bigint[]) AS target (name, starts_at, ceiling)
        WHERE ${String(amount)}::bigint <= ceiling ORDER BY name
        ON CONFLICT (destination, currency, "window", starts_at) DO UPDATE SET spent = s.spent + EXCLUDED.spent
        WHERE s.spent + EXCLUDED.spent <= (
          SELECT ceiling FROM unnest(${targets.map(({ window }) => window)}::text[],
            ${targets.map(({ ceiling }) => String(ceiling))}::bigint[]) AS target (name, ceiling) WHERE name = s."window")
        RETURNING destination, currency, "window", starts_at AS "startsAt", spent
      ), reservation AS (
        INSERT INTO spend_reservations (otp_token_id, destination, currency, amount, reserved_at)
        SELECT ${otpTokenId}::uuid, ${destination}, ${currency}, ${String(amount)}::bigint, ${now}
        WHERE (SELECT count(*) FROM made) = ${targets.length} ON CONFLICT DO NOTHING
      )
      SELECT * FROM made`;
  }

  /** Gives back what was set aside in these windows for a code that is not sent. */
  async giveBack(otpTokenId: string, amount: Micros, windows: SpentWindow[]): Promise<void> {
    await this.prisma.$executeRaw`
      WITH released AS (DELETE FROM spend_reservations WHERE otp_token_id = ${otpTokenId}::uuid), locked AS MATERIALIZED (
        SELECT s.destination, s."window", s.starts_at FROM spend_windows s
        JOIN unnest(${windows.map(({ destination }) => destination)}::text[], ${windows.map(({ window }) => window)}::text[],
          ${windows.map(({ startsAt }) => startsAt)}::timestamptz[]) AS one (destination, name, starts_at)
          ON s.destination = one.destination AND s."window" = one.name AND s.starts_at = one.starts_at
        ORDER BY s.destination, s.currency, s."window" FOR UPDATE OF s
      )
      UPDATE spend_windows s SET spent = greatest(0, s.spent - ${String(amount)}::bigint) FROM locked
      WHERE s.destination = locked.destination AND s."window" = locked."window" AND s.starts_at = locked.starts_at`;
  }

  /**
   * Replaces what was set aside by what was paid: the reported price, nothing for a message that no provider took, and the
   * amount set aside if no price was reported in time. Returns how many codes were settled.
   */
  async settle(now: Date): Promise<number> {
    const priceBefore = new Date(now.getTime() - PRICE_WITHIN_MS);
    const [row] = await this.prisma.$queryRaw<{ settled: number }[]>`
      WITH due AS MATERIALIZED (
        SELECT r.otp_token_id, CASE
          WHEN m.cost IS NOT NULL AND m.currency = r.currency THEN round(m.cost * 1000000)::bigint
          WHEN m.id IS NULL OR (m.accepted_at IS NULL AND NOT EXISTS (
            SELECT FROM message_attempts a WHERE a.message_id = m.id AND a.outcome = 'unknown')) THEN 0
          ELSE r.amount END AS paid
        FROM spend_reservations r LEFT JOIN messages m ON m.otp_token_id = r.otp_token_id
        WHERE (m.cost IS NOT NULL AND m.currency = r.currency) OR m.status IN ('failed', 'expired', 'cancelled')
          OR r.reserved_at <= ${priceBefore}
        LIMIT 5000
      ), settled AS (
        DELETE FROM spend_reservations r USING due WHERE r.otp_token_id = due.otp_token_id
        RETURNING r.destination, r.currency, r.reserved_at, due.paid - r.amount AS difference
      ), change AS (
        SELECT destination, currency, name, to_timestamp(floor(extract(epoch FROM reserved_at) / length) * length) AS starts_at,
          sum(difference)::bigint AS difference
        FROM settled, unnest(${Object.keys(SPEND_WINDOWS)}::text[],
          ${Object.values(SPEND_WINDOWS).map((ms) => ms / 1000)}::int[]) AS kind (name, length)
        GROUP BY 1, 2, 3, 4
      ), locked AS MATERIALIZED (
        SELECT s.destination, s.currency, s."window", s.starts_at, change.difference FROM spend_windows s JOIN change
          ON s.destination = change.destination AND s.currency = change.currency AND s."window" = change.name
          AND s.starts_at = change.starts_at
        ORDER BY s.destination, s.currency, s."window", s.starts_at FOR UPDATE OF s
      ), changed AS (
        UPDATE spend_windows s SET spent = greatest(0, s.spent + locked.difference) FROM locked
        WHERE s.destination = locked.destination AND s.currency = locked.currency AND s."window" = locked."window"
          AND s.starts_at = locked.starts_at
      )
      SELECT count(*)::int AS settled FROM settled`;
    return row?.settled ?? 0;
  }

  /** The windows that contain a time. */
  async current(now: Date): Promise<SpentWindow[]> {
    const rows = await this.prisma.spendWindow.findMany({
      where: { startsAt: { gt: new Date(now.getTime() - DAY_MS), lte: now } },
    });
    return rows.filter(({ window, startsAt }) => {
      const length = SPEND_WINDOWS[window as keyof typeof SPEND_WINDOWS];
      return startsAt.getTime() + length > now.getTime();
    });
  }

  /** The average of the newest prices that providers have reported for a country, in millionths. */
  async averagePrice(country: string, currency: string, since: Date): Promise<Micros | undefined> {
    const [row] = await this.prisma.$queryRaw<{ price: bigint | null }[]>`
      SELECT round(avg(cost) * 1000000)::bigint AS price FROM (
        SELECT cost FROM (
          SELECT country, currency, cost FROM messages WHERE created_at > ${since} ORDER BY created_at DESC LIMIT ${PRICES_READ}
        ) newest WHERE country = ${country} AND currency = ${currency} AND cost IS NOT NULL LIMIT ${PRICES_AVERAGED}
      ) prices`;
    return row?.price ?? undefined;
  }

  async deleteBefore(before: Date): Promise<number> {
    const { count } = await this.prisma.spendWindow.deleteMany({ where: { startsAt: { lt: before } } });
    return count;
  }
}
