import { DIMENSIONS, type FraudPolicy, type Step, type Threshold } from '../policy/fraud-policy.schema.js';

/** The highest values that the schema of a policy takes. */
const MOST = { floor: 1_000_000, factor: 100, countries: 250 };

/**
 * The policy with thresholds raised so far that the mildest action of a rule begins at its proposed multiple. Thresholds
 * beyond which no more honest people were than proposed stay as they are: few requests of a quiet week say nothing about
 * how low one may be.
 * @param multiples of the thresholds, by rule
 */
export function proposePolicy(policy: FraudPolicy, multiples: Record<string, number>): FraudPolicy {
  const proposed = structuredClone(policy);
  for (const dimension of DIMENSIONS) {
    const rule = proposed.rules[dimension];
    if (!rule) continue;
    for (const window of ['hour', 'day'] as const) {
      const threshold = rule[window];
      if (threshold) rule[window] = raised(threshold, raiseOf(multiples[`${dimension}_${window}`], rule.steps));
    }
  }
  const { countries_per_address: countries } = proposed;
  if (countries) {
    const raise = raiseOf(multiples['countries_per_address'], countries.steps);
    countries.most = Math.min(MOST.countries, Math.ceil(countries.most * raise));
  }
  return proposed;
}

/** By how much a threshold must be multiplied. */
function raiseOf(multiple: number | undefined, steps: readonly Step[]): number {
  const acting = steps.filter(({ action }) => action !== 'record').map(({ at }) => at);
  return acting.length === 0 || multiple === undefined ? 1 : Math.max(1, multiple / Math.min(...acting));
}

function raised(threshold: Threshold, raise: number): Threshold {
  const factor = (value: number) => Math.min(MOST.factor, roundedUp(value * raise, 10_000));
  if (raise === 1) return threshold;
  return {
    floor: Math.min(MOST.floor, roundedUp(threshold.floor * raise, 100)),
    of_verified_hour: factor(threshold.of_verified_hour),
    of_verified_day: factor(threshold.of_verified_day),
    of_daily_maximum: factor(threshold.of_daily_maximum),
  };
}

function roundedUp(value: number, steps: number): number {
  return Math.ceil(value * steps) / steps;
}
