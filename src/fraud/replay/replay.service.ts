import { Injectable } from '@nestjs/common';
import type { CountryHistory } from '../guard/guard.policy.js';
import type { FraudPolicy } from '../policy/fraud-policy.schema.js';
import { proposeMultiples, replay, type HistoryAt, type RuleReport } from './replay.policy.js';
import { ReplayRepository, type VerifiedHour } from './replay.repository.js';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const LEARNT_DAYS = 14;

export interface ReplayResult {
  asks: number;
  verified: number;
  stopped: number;
  rules: RuleReport[];
  /** What the stopped messages would have cost, by currency. */
  saved: { currency: string; amount: number }[];
  /** By rule, if a share of honest refusals was given. */
  multiples?: Record<string, number>;
}

/** Tries a policy on past requests. */
@Injectable()
export class ReplayService {
  constructor(private readonly rows: ReplayRepository) {}

  /** @param share of verified requests that may be touched, for proposals of thresholds */
  async run(policy: FraudPolicy, from: Date, to: Date, share?: number): Promise<ReplayResult> {
    const learntFrom = new Date(from.getTime() - LEARNT_DAYS * DAY_HOURS * HOUR_MS);
    const [asks, hours, prices] = await Promise.all([
      this.rows.asks(from, to),
      this.rows.verifiedHours(learntFrom, to),
      this.rows.prices(from, to),
    ]);
    const historyAt = historyFrom(hours);
    const report = replay(policy, asks, historyAt);
    const saved = new Map<string, number>();
    for (const { country, currency, price } of prices) {
      const stopped = report.stoppedByCountry.get(country) ?? 0;
      if (stopped > 0) saved.set(currency, (saved.get(currency) ?? 0) + stopped * price);
    }
    return {
      asks: report.asks,
      verified: report.verified,
      stopped: report.rules.reduce((sum, { stopped }) => sum + stopped, 0),
      rules: report.rules,
      saved: [...saved].map(([currency, amount]) => ({ currency, amount })),
      ...(share !== undefined && { multiples: Object.fromEntries(proposeMultiples(policy, asks, historyAt, share)) }),
    };
  }
}

/** What was verified in a country until an hour, from the sums of hours. */
function historyFrom(rows: VerifiedHour[]): HistoryAt {
  const verified = new Map(
    rows.map(({ country, hour, verified: count }) => [`${country} ${hour.getTime() / HOUR_MS}`, count]),
  );
  const known = new Map<string, CountryHistory>();
  return (country, at) => {
    const now = Math.floor(at.getTime() / HOUR_MS);
    const name = `${country} ${now}`;
    const before = known.get(name);
    if (before) return before;
    const days = Array.from({ length: LEARNT_DAYS }, (_, day) =>
      totalOf(
        Array.from(
          { length: DAY_HOURS },
          (__, hour) => verified.get(`${country} ${now - day * DAY_HOURS - hour}`) ?? 0,
        ),
      ),
    );
    const history = {
      dailyMaximum: Math.max(...days),
      lastDay: days[0]!,
      lastHour: verified.get(`${country} ${now - 1}`) ?? 0,
    };
    known.set(name, history);
    return history;
  };
}

function totalOf(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
