import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { CachedFigure } from '../../common/cached-figure.js';
import { Clock } from '../../common/clock.js';
import { funnelOf, rangeOf, type Funnel, type FunnelWindow } from './funnel.policy.js';
import { FunnelRepository } from './funnel.repository.js';

const RETRY_AFTER_SECONDS = 5;

/** A long window changes slowly, and is read from many rows. */
const INTERVAL_MS: Record<FunnelWindow, number> = { day: 5000, week: 60_000 };

/** What becomes of the codes that are requested. However many administrators look, each window is read once in an interval. */
@Injectable()
export class FunnelService {
  private readonly figures: Record<FunnelWindow, CachedFigure<Funnel>>;

  constructor(
    private readonly repository: FunnelRepository,
    private readonly clock: Clock,
  ) {
    const figure = (window: FunnelWindow) => new CachedFigure(() => this.read(window), INTERVAL_MS[window], clock);
    this.figures = { day: figure('day'), week: figure('week') };
  }

  /** @throws AppError service_unavailable while the database needs too long */
  async funnel(window: FunnelWindow): Promise<Funnel> {
    const { value } = await this.figures[window].current();
    if (!value) throw new AppError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    return value;
  }

  private async read(window: FunnelWindow): Promise<Funnel> {
    const range = rangeOf(window, new Date(this.clock.now()));
    return funnelOf(range, await this.repository.rows(range.from, range.stepSeconds));
  }
}
