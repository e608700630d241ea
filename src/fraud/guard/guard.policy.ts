import type { BucketFigures, Observation } from '../buckets/bucket.store.js';
import {
  DIMENSIONS,
  GUARD_ACTIONS,
  type BucketRule,
  type FraudPolicy,
  type GuardAction,
  type Step,
  type Threshold,
} from '../policy/fraud-policy.schema.js';

/** A rule that a request has met. */
export interface Finding {
  /** Such as `address_day`. */
  rule: string;
  /** What was counted, with this request. */
  figure: number;
  /** What is allowed. */
  threshold: number;
  action: GuardAction;
}

/** What was verified in a country before, from the rows of codes. */
export interface CountryHistory {
  /** Of the best of the last 14 days. */
  dailyMaximum: number;
  lastDay: number;
  lastHour: number;
}

/** A figure with what is allowed and what happens beyond it. */
export interface Measure {
  rule: string;
  figure: number;
  threshold: number;
  steps: readonly Step[];
}

/**
 * Decides about a request from what is counted. Returns the finding with the hardest action; of several, the one that
 * exceeds its threshold the most. Undefined: the request is let through.
 */
export function judge(policy: FraudPolicy, observed: Observation, history?: CountryHistory): Finding | undefined {
  return measure(policy, observed, history)
    .flatMap(findingOf)
    .toSorted((a, b) => hardness(b.action) - hardness(a.action) || b.figure / b.threshold - a.figure / a.threshold)[0];
}

/** Every figure that a rule looks at. */
export function measure(policy: FraudPolicy, observed: Observation, history?: CountryHistory): Measure[] {
  const { buckets, countries } = observed;
  const isKnown = isKnownNetwork(policy, buckets.network);
  const ofBuckets = DIMENSIONS.flatMap((dimension) => {
    const rule = policy.rules[dimension];
    const figures = buckets[dimension];
    if (!rule || !figures || (rule.except_known_networks && isKnown)) return [];
    return measuresOf(dimension, rule, figures, dimension === 'country' ? history : undefined);
  });
  const rule = policy.countries_per_address;
  if (!rule) return ofBuckets;
  return [...ofBuckets, { rule: 'countries_per_address', figure: countries, threshold: rule.most, steps: rule.steps }];
}

export function hardness(action: GuardAction): number {
  return GUARD_ACTIONS.indexOf(action);
}

/** How far a request is beyond its threshold, from 0 to 1: the proof of work grows with it. */
export function suspicionOf({ figure, threshold }: Finding): number {
  return Math.min(1, Math.max(0, figure / threshold - 1));
}

export function thresholdOf(threshold: Threshold, figures: BucketFigures, history?: CountryHistory): number {
  return Math.max(
    threshold.floor,
    threshold.of_verified_hour * Math.max(figures.verifiedHour, history?.lastHour ?? 0),
    threshold.of_verified_day * Math.max(figures.verifiedDay, history?.lastDay ?? 0),
    threshold.of_daily_maximum * (history?.dailyMaximum ?? 0),
  );
}

function measuresOf(name: string, rule: BucketRule, figures: BucketFigures, history?: CountryHistory): Measure[] {
  const windows = [
    ['hour', rule.hour, figures.hourLevel],
    ['day', rule.day, figures.dayLevel],
  ] as const;
  return windows.flatMap(([window, threshold, figure]) =>
    threshold
      ? [{ rule: `${name}_${window}`, figure, threshold: thresholdOf(threshold, figures, history), steps: rule.steps }]
      : [],
  );
}

/** The hardest step whose multiple of the threshold is exceeded. */
function findingOf({ rule, figure, threshold, steps }: Measure): Finding[] {
  const reached = steps.filter(({ at }) => figure > threshold * at);
  const [step] = reached.toSorted((a, b) => hardness(b.action) - hardness(a.action));
  return step ? [{ rule, figure, threshold, action: step.action }] : [];
}

/** Three people who do not enter their code make no network suspicious. */
const UNVERIFIED_ANYWHERE = 3;

/** Whether the codes for this network are usually verified. Says nothing about the recipient of the request. */
function isKnownNetwork({ known_network: known }: FraudPolicy, network: BucketFigures | undefined): boolean {
  if (!network) return false;
  const { verifiedFortnight, dayLevel } = network;
  return (
    verifiedFortnight >= known.verified &&
    dayLevel <= Math.max(UNVERIFIED_ANYWHERE, known.unverified_share * verifiedFortnight)
  );
}
