import { Injectable } from '@nestjs/common';
import { CachedFigure } from '../../common/cached-figure.js';
import { Clock } from '../../common/clock.js';
import type { CountryHistory } from '../guard/guard.policy.js';
import { ConversionHourRepository } from './conversion-hour.repository.js';

const INTERVAL_MS = 60_000;

/** What was verified in each country, read once a minute. Without it the floors of the thresholds hold. */
@Injectable()
export class CountryHistoryService {
  private readonly histories: CachedFigure<Map<string, CountryHistory>>;

  constructor(conversions: ConversionHourRepository, clock: Clock) {
    this.histories = new CachedFigure(() => conversions.histories(new Date(clock.now())), INTERVAL_MS, clock);
  }

  async of(country: string): Promise<CountryHistory | undefined> {
    return (await this.histories.current()).value?.get(country);
  }
}
