import { fromMicros, type ConversionDrop, type DecisionsOfCountry, type SpendState } from '../fraud/index.js';
import type { Fault } from './alert.contract.js';

/** Fewer decisions in ten minutes are ordinary mistakes of people. */
const MIN_DECISIONS = 20;
/** In percent of the limit. The alert of a limit says which of them it has reached. */
const RUNGS = [
  { percent: 120, consequence: 'Only verified numbers and the allow list get codes.' },
  { percent: 100, consequence: 'Every request needs a human check.' },
  { percent: 80, consequence: 'At 100 % every request will need a human check.' },
];

/** Limits of money that are nearly used up, or more. */
export function spendFaults(states: SpendState[]): Fault[] {
  return states.flatMap(({ destination, window, amount, currency, spent }) => {
    const rung = RUNGS.find(({ percent }) => spent * 100n >= amount * BigInt(percent));
    if (!rung) return [];
    const summary = `Codes to ${nameOf(destination)} have cost ${fromMicros(spent)} ${currency} of ${fromMicros(amount)} in this ${window}, ${rung.percent} % or more. ${rung.consequence}`;
    return [{ kind: 'spend_ceiling' as const, about: `${destination}/${window}/${rung.percent}`, summary }];
  });
}

/** Countries with many decisions of the guard. */
export function pumpingFaults(countries: DecisionsOfCountry[]): Fault[] {
  return countries
    .filter(({ count }) => count >= MIN_DECISIONS)
    .map(({ country, count, rule }) => ({
      kind: 'pumping',
      about: country,
      summary: `The guard has objected to ${count} requests for codes to ${country} within ten minutes, mostly by its rule ${rule}. Look at ramz fraud status.`,
    }));
}

/** Destinations whose codes are entered much more rarely than before. */
export function weakDestinationFaults(drops: ConversionDrop[]): Fault[] {
  return drops.map(({ by, name, recent, earlier }) => ({
    kind: 'pumping',
    about: `${by}:${name}`,
    summary: `Of the last codes to ${by} ${name}, ${inPercent(recent)} were entered, after ${inPercent(earlier)} before. Somebody may request codes that nobody wants, or they do not arrive.`,
  }));
}

function nameOf(destination: string): string {
  return destination === '*' ? 'all other countries' : destination;
}

function inPercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
