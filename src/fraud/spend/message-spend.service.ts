import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Micros } from './money.js';
import type { PricedMessage } from './reserve-together.sql.js';
import { ceilingOf, limitsFor, windowStart, type SpendLimit } from './spend-limits.js';
import { spendConfig, type SpendConfig } from './spend.config.js';
import { SpendRepository } from './spend.repository.js';
import { SpendService } from './spend.service.js';

export interface MessageToPay {
  id: string;
  /** ISO country. */
  country: string;
  /** How many segments its text has. */
  segments: number;
}

/** The limit that does not allow a send. */
export interface FullLimit extends SpendLimit {
  spent: Micros;
  /** What the send would cost. */
  needed: Micros;
}

/** A send whose money was set aside, until `giveBack`; or the limit that does not allow it. */
export type JointOutcome = { ok: true; giveBack: () => Promise<void> } | { ok: false; limit: FullLimit };

/** Bounds what the messages of administrators cost, in the same windows as codes (docs/adr/0060). */
@Injectable()
export class MessageSpendService {
  constructor(
    @Inject(spendConfig.KEY) private readonly config: SpendConfig,
    private readonly spending: SpendRepository,
    private readonly prices: SpendService,
    private readonly clock: Clock,
  ) {}

  /** Sets the prices of all messages of a send aside, or of none. Messages without a limit or a known price pass. */
  async reserve(messages: readonly MessageToPay[]): Promise<JointOutcome> {
    const prices = new Map<string, { destination: string; currency: string; ofSegment: Micros }>();
    const limits = new Set<SpendLimit>();
    for (const country of new Set(messages.map((message) => message.country))) {
      const own = limitsFor(country, this.config.limits);
      const [first] = own;
      const ofSegment = first && (await this.prices.priceOf(country, first.currency));
      if (!first || !ofSegment) continue;
      prices.set(country, { destination: first.destination, currency: first.currency, ofSegment });
      for (const limit of own) limits.add(limit);
    }
    const priced = messages.flatMap(({ id, country, segments }): PricedMessage[] => {
      const price = prices.get(country);
      if (!price) return [];
      const { ofSegment, ...window } = price;
      return [{ id, ...window, amount: ofSegment * BigInt(segments) }];
    });
    if (priced.length === 0) return { ok: true, giveBack: async () => undefined };
    return this.reservePriced(priced, [...limits]);
  }

  private async reservePriced(messages: PricedMessage[], limits: SpendLimit[]): Promise<JointOutcome> {
    const now = this.clock.now();
    const targets = limits.map((limit) => ({
      ...limit,
      startsAt: windowStart(limit.window, now),
      ceiling: ceilingOf(limit),
    }));
    const rows = await this.spending.reserveTogether({ messages, targets, now: new Date(now) });
    const full = rows.find(({ isAllowed }) => !isAllowed);
    if (!full) {
      const releases = messages.map(({ id, destination, amount }) => ({
        otpTokenId: id,
        amount,
        windows: targets.filter((target) => target.destination === destination),
      }));
      return { ok: true, giveBack: () => this.spending.giveBackTogether(releases) };
    }
    const limit = limits.find((one) => one.destination === full.destination && one.window === full.window)!;
    return { ok: false, limit: { ...limit, spent: full.spent, needed: full.needed } };
  }
}
