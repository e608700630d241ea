import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CONVERSION_PARTS, dropsOf, type ConversionDrop, type ConversionPart } from './conversion-drop.policy.js';
import { ConversionHourRepository, type ConversionFigures } from './conversion-hour.repository.js';
import { operatorOf } from './iranian-operators.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** The last full hours, without the one whose codes may still be entered. */
const RECENT_HOURS = 2;
const EARLIER_DAYS = 14;

/** Compares the share of codes that are entered with the 14 days before, by country, prefix and operator. */
@Injectable()
export class ConversionDropService {
  constructor(
    private readonly conversions: ConversionHourRepository,
    private readonly clock: Clock,
  ) {}

  async find(): Promise<ConversionDrop[]> {
    const end = new Date(Math.floor(this.clock.now() / HOUR_MS) * HOUR_MS);
    const middle = new Date(end.getTime() - RECENT_HOURS * HOUR_MS);
    const start = new Date(middle.getTime() - EARLIER_DAYS * DAY_MS);
    const drops = CONVERSION_PARTS.map(async (by) => {
      const [recent, earlier] = await Promise.all([this.figures(by, middle, end), this.figures(by, start, middle)]);
      return dropsOf(by, recent, earlier);
    });
    return (await Promise.all(drops)).flat();
  }

  /** By operator, the prefixes of each are added up; those of unknown operators are left out. */
  private async figures(by: ConversionPart, from: Date, to: Date): Promise<ConversionFigures[]> {
    if (by !== 'operator') return this.conversions.figures(by, from, to);
    const sums = new Map<string, ConversionFigures>();
    for (const { name: prefix, sent, verified } of await this.conversions.figures('prefix', from, to)) {
      const name = operatorOf(prefix);
      if (name === undefined) continue;
      const sum = sums.get(name) ?? { name, sent: 0, verified: 0 };
      sums.set(name, { name, sent: sum.sent + sent, verified: sum.verified + verified });
    }
    return [...sums.values()];
  }
}
