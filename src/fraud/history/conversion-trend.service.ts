import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { CachedFigure } from '../../common/cached-figure.js';
import { Clock } from '../../common/clock.js';
import { ConversionHourRepository, type DailyConversion } from './conversion-hour.repository.js';

const INTERVAL_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
const DAYS = 14;
const RETRY_AFTER_SECONDS = 5;

/** The conversion of the last 14 days, today included, for operators. It is read once a minute. */
@Injectable()
export class ConversionTrendService {
  private readonly figures: CachedFigure<DailyConversion[]>;

  constructor(conversions: ConversionHourRepository, clock: Clock) {
    const firstDay = () => new Date((Math.floor(clock.now() / DAY_MS) - DAYS + 1) * DAY_MS);
    this.figures = new CachedFigure(() => conversions.byDay(firstDay()), INTERVAL_MS, clock);
  }

  /** @throws AppError service_unavailable while the database needs too long */
  async byDay(): Promise<DailyConversion[]> {
    const { value } = await this.figures.current();
    if (!value) throw new AppError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    return value;
  }
}
