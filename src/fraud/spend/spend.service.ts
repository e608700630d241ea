import { Inject, Injectable } from '@nestjs/common';
import { CachedFigure } from '../../common/cached-figure.js';
import { Clock } from '../../common/clock.js';
import type { Finding } from '../guard/guard.policy.js';
import { fromMicros, type Micros } from './money.js';
import { highestPrice } from './price-table.js';
import { ceilingOf, limitsFor, windowStart, type SpendLimit } from './spend-limits.js';
import { spendConfig, type SpendConfig } from './spend.config.js';
import type { SpentWindow } from './reserve.sql.js';
import { SpendRepository } from './spend.repository.js';

const PRICE_INTERVAL_MS = 5 * 60_000;
const PRICES_OF_MS = 7 * 86_400_000;

/** Money that was set aside for a code. */
export interface Reservation {
  otpTokenId: string;
  amount: Micros;
  windows: SpentWindow[];
  /** What the limits say about it. */
  finding?: Finding;
}

export interface SpendState extends SpendLimit {
  spent: Micros;
}

/** Bounds what codes to a destination cost (docs/adr/0053). */
@Injectable()
export class SpendService {
  private readonly prices = new Map<string, CachedFigure<Micros | undefined>>();

  constructor(
    @Inject(spendConfig.KEY) private readonly config: SpendConfig,
    private readonly spending: SpendRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets the price of a code aside. Undefined if no limit applies or no price is known.
   * @param segments how many its text has
   */
  async reserve(otpTokenId: string, country: string, segments: number): Promise<Reservation | undefined> {
    const limits = limitsFor(country, this.config.limits);
    const [first] = limits;
    if (!first) return undefined;
    const price = await this.priceOf(country, first.currency);
    if (price === undefined || price === 0n) return undefined;
    const amount = price * BigInt(segments);
    const now = this.clock.now();
    const targets = limits.map((limit) => ({
      ...limit,
      startsAt: windowStart(limit.window, now),
      ceiling: ceilingOf(limit),
    }));
    const windows = await this.spending.reserve({ otpTokenId, amount, targets, now: new Date(now) });
    const reservation = { otpTokenId, amount, windows };
    const full = limits.find(({ window }) => !windows.some((one) => one.window === window));
    if (full) return { ...reservation, finding: beyondCeiling(full) };
    return { ...reservation, finding: beyondLimit(limits, windows) };
  }

  /** For a code beyond the ceiling that is sent all the same. */
  async reserveBeyondCeiling({ otpTokenId, amount, windows }: Reservation, country: string): Promise<Reservation> {
    await this.spending.giveBack({ otpTokenId, amount, windows });
    const now = this.clock.now();
    const targets = limitsFor(country, this.config.limits).map((limit) => ({
      ...limit,
      startsAt: windowStart(limit.window, now),
      ceiling: BigInt(Number.MAX_SAFE_INTEGER),
    }));
    const reserved = await this.spending.reserve({ otpTokenId, amount, targets, now: new Date(now) });
    return { otpTokenId, amount, windows: reserved };
  }

  async giveBack({ otpTokenId, amount, windows }: Reservation): Promise<void> {
    await this.spending.giveBack({ otpTokenId, amount, windows });
  }

  /** What is spent in the current window of each limit. */
  async states(): Promise<SpendState[]> {
    const current = await this.spending.current(new Date(this.clock.now()));
    return this.config.limits.map((limit) => ({
      ...limit,
      spent:
        current.find(
          (one) =>
            one.destination === limit.destination && one.currency === limit.currency && one.window === limit.window,
        )?.spent ?? 0n,
    }));
  }

  /** The expected price of a segment, in millionths. Undefined if none is known. */
  async priceOf(country: string, currency: string): Promise<Micros | undefined> {
    const listed = highestPrice(this.config.prices, country, currency);
    if (listed !== undefined) return listed;
    const name = `${country} ${currency}`;
    let price = this.prices.get(name);
    if (!price) {
      const since = () => new Date(this.clock.now() - PRICES_OF_MS);
      const read = () => this.spending.averagePrice(country, currency, since());
      price = new CachedFigure(read, PRICE_INTERVAL_MS, this.clock);
      this.prices.set(name, price);
    }
    return (await price.current()).value;
  }
}

function beyondCeiling(limit: SpendLimit): Finding {
  const { window, amount } = limit;
  const figure = fromMicros(ceilingOf(limit));
  return { rule: `spend_${window}`, figure, threshold: fromMicros(amount), action: 'refuse' };
}

function beyondLimit(limits: SpendLimit[], windows: SpentWindow[]): Finding | undefined {
  for (const { window, amount } of limits) {
    const spent = windows.find((one) => one.window === window)?.spent ?? 0n;
    if (spent <= amount) continue;
    return { rule: `spend_${window}`, figure: fromMicros(spent), threshold: fromMicros(amount), action: 'human_check' };
  }
  return undefined;
}
