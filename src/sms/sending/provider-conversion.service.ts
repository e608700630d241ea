import { Injectable } from '@nestjs/common';
import { CachedFigure } from '../../common/cached-figure.js';
import { Clock } from '../../common/clock.js';
import { ProviderConversionRepository, type ProviderConversion } from './provider-conversion.repository.js';

const INTERVAL_MS = 60_000;
const HOUR_MS = 60 * 60_000;
/** After the end of an hour its codes can be entered for ten minutes, and are summed up within five more. */
const SETTLED_MS = 15 * 60_000;
/** Hours whose codes are compared, the newest of those that are settled. */
export const MEASURED_HOURS = 6;

/** The newest conversion of each provider, read once a minute. */
@Injectable()
export class ProviderConversionService {
  private readonly figures: CachedFigure<Map<string, ProviderConversion[]>>;

  constructor(
    private readonly conversions: ProviderConversionRepository,
    private readonly clock: Clock,
  ) {
    this.figures = new CachedFigure(() => this.read(), INTERVAL_MS, clock);
  }

  /** The providers that have sent codes to a country. Undefined if the figures cannot be read. */
  async of(country: string): Promise<ProviderConversion[] | undefined> {
    const { value } = await this.figures.current();
    return value && (value.get(country) ?? []);
  }

  private async read(): Promise<Map<string, ProviderConversion[]>> {
    const end = Math.floor((this.clock.now() - SETTLED_MS) / HOUR_MS) * HOUR_MS;
    const rows = await this.conversions.byCountry(new Date(end - MEASURED_HOURS * HOUR_MS), new Date(end));
    const byCountry = new Map<string, ProviderConversion[]>();
    for (const { country, ...figures } of rows) byCountry.set(country, [...(byCountry.get(country) ?? []), figures]);
    return byCountry;
  }
}
