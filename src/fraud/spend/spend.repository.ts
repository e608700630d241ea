import { Injectable } from '@nestjs/common';
import { Batcher } from '../../common/batcher.js';
import { PrismaService } from '../../database/index.js';
import type { Micros } from './money.js';
import { releaseSql, type Release } from './release.sql.js';
import { makeWindowsSql, reserveSql, type NewReservation, type ReservedRow, type SpentWindow } from './reserve.sql.js';
import { reserveTogetherSql, type JointReservation, type JointRow } from './reserve-together.sql.js';
import { SPEND_WINDOWS } from './spend-limits.js';

/** A provider that reports a price later than this is taken at the price that was set aside. */
const PRICE_WITHIN_MS = 60 * 60_000;
const PRICES_READ = 2000;
const PRICES_AVERAGED = 50;
const DAY_MS = 86_400_000;

/** The money of destinations: set aside in one conditional statement, and settled when prices are known. */
@Injectable()
export class SpendRepository {
  private readonly reservations: Batcher<NewReservation, SpentWindow[]>;
  private readonly releases: Batcher<Release, void>;

  constructor(private readonly prisma: PrismaService) {
    this.reservations = new Batcher({ run: (reservations) => this.reserveAll(reservations), maxInFlight: 1 });
    this.releases = new Batcher({ run: (releases) => this.releaseAll(releases), maxInFlight: 1 });
  }

  /**
   * Sets an amount aside for a code in every window whose ceiling allows it.
   * @returns the windows that allowed it, with what is spent in them now; the caller releases the code unless all did
   */
  reserve(reservation: NewReservation): Promise<SpentWindow[]> {
    return this.reservations.add(reservation);
  }

  /** Sets the prices of all messages of a send aside, or of none. Returns their windows. */
  async reserveTogether(reservation: JointReservation): Promise<JointRow[]> {
    const reserve = () => this.prisma.$queryRaw<JointRow[]>(reserveTogetherSql(reservation));
    const rows = await reserve();
    if (rows.length === reservation.targets.length) return rows;
    await this.prisma.$executeRaw(makeWindowsSql(reservation.targets));
    return reserve();
  }

  async giveBackTogether(releases: Release[]): Promise<void> {
    await this.prisma.$executeRaw(releaseSql(releases));
  }

  /** Gives back what was set aside in these windows for a code that is not sent. */
  giveBack(release: Release): Promise<void> {
    return this.releases.add(release);
  }

  /**
   * Replaces what was set aside by what was paid: the reported price, nothing for a message that no provider took, and the
   * amount set aside if no price was reported in time. Returns how many reservations were settled.
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
        FROM spend_reservations r LEFT JOIN messages m ON m.otp_token_id = r.otp_token_id OR m.id = r.otp_token_id
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

  /** What a segment to a country costs by the newest prices that providers have reported, in millionths. */
  async averagePrice(country: string, currency: string, since: Date): Promise<Micros | undefined> {
    const [row] = await this.prisma.$queryRaw<{ price: bigint | null }[]>`
      SELECT round(sum(cost) / sum(greatest(1, coalesce(segments, 1))) * 1000000)::bigint AS price FROM (
        SELECT cost, segments FROM (
          SELECT country, currency, cost, segments FROM messages WHERE created_at > ${since} ORDER BY created_at DESC LIMIT ${PRICES_READ}
        ) newest WHERE country = ${country} AND currency = ${currency} AND cost IS NOT NULL LIMIT ${PRICES_AVERAGED}
      ) prices`;
    return row?.price ?? undefined;
  }

  async deleteBefore(before: Date): Promise<number> {
    const { count } = await this.prisma.spendWindow.deleteMany({ where: { startsAt: { lt: before } } });
    return count;
  }

  private async reserveAll(reservations: NewReservation[]): Promise<SpentWindow[][]> {
    const reserve = () => this.prisma.$queryRaw<ReservedRow[]>(reserveSql(reservations));
    let rows = await reserve();
    if (rows.length === 0) {
      await this.prisma.$executeRaw(makeWindowsSql(reservations.flatMap(({ targets }) => targets)));
      rows = await reserve();
    }
    return reservations.map((_, index) =>
      rows
        .filter(({ request, isAllowed }) => request === index && isAllowed)
        .map(({ destination, currency, window, startsAt, spent }) => ({
          destination,
          currency,
          window,
          startsAt,
          spent,
        })),
    );
  }

  private async releaseAll(releases: Release[]): Promise<void[]> {
    await this.giveBackTogether(releases);
    return releases.map(() => undefined);
  }
}
