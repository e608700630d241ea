import type { BucketKey } from '../buckets/bucket.store.js';
import { MemoryBucketStore } from '../buckets/memory-bucket.store.js';
import { hardness, judge, measure, type CountryHistory } from '../guard/guard.policy.js';
import { DIMENSIONS, type Dimension, type FraudPolicy } from '../policy/fraud-policy.schema.js';

/** A stored request, as `fraud_asks` has it. */
export interface PastAsk {
  id: string;
  recipientKey: string;
  addressKey: string;
  country: string | null;
  keys: string[];
  askedAt: Date;
  /** When its code, or a later one of its recipient, was entered. */
  verifiedAt: Date | null;
}

export interface RuleReport {
  rule: string;
  /** Requests that would have met a human check, or would have been stopped after one. */
  checked: number;
  stopped: number;
  /** Those of them whose code was entered. */
  checkedVerified: number;
  stoppedVerified: number;
}

export interface ReplayReport {
  asks: number;
  verified: number;
  stoppedByCountry: Map<string, number>;
  rules: RuleReport[];
  /** How far verified requests were beyond thresholds: the figure as a multiple of the threshold, by rule. */
  ratios: Map<string, number[]>;
}

/** What was verified in a country until a time. */
export type HistoryAt = (country: string, at: Date) => CountryHistory | undefined;

/** Decides again about past requests, as if the policy had been carried out. */
export function replay(policy: FraudPolicy, asks: readonly PastAsk[], historyAt: HistoryAt): ReplayReport {
  const store = new MemoryBucketStore();
  const verifiedBefore = new Set<string>();
  const rules = new Map<string, RuleReport>();
  const report: ReplayReport = { asks: 0, verified: 0, stoppedByCountry: new Map(), rules: [], ratios: new Map() };
  for (const { at, ask, isEntry } of inOrder(asks)) {
    if (isEntry) {
      store.drainNow(ask.recipientKey, at);
      verifiedBefore.add(ask.recipientKey);
      continue;
    }
    const isVerified = ask.verifiedAt !== null;
    report.asks += 1;
    report.verified += Number(isVerified);
    const country = ask.country ?? undefined;
    const observed = store.countNow({ ...ask, country, buckets: bucketsOf(ask.keys), now: at });
    const history = country === undefined ? undefined : historyAt(country, at);
    if (isVerified) {
      for (const { rule, figure, threshold } of measure(policy, observed, history)) {
        append(report.ratios, rule, figure / threshold);
      }
    }
    const finding = judge(policy, observed, history);
    if (!finding || finding.action === 'record') continue;
    const isStopped = hardness(finding.action) > hardness('human_check') && !verifiedBefore.has(ask.recipientKey);
    addTo(rules, finding.rule, isStopped, isVerified);
    if (!isStopped) continue;
    store.withdrawNow(ask.id, at);
    report.stoppedByCountry.set(country ?? '', (report.stoppedByCountry.get(country ?? '') ?? 0) + 1);
  }
  report.rules = [...rules.values()].toSorted((a, b) => b.stopped - a.stopped || b.checked - a.checked);
  return report;
}

/**
 * For each rule the multiple of its threshold that only the stated share of verified requests exceeds: an action at this
 * multiple touches no more honest people than that. Nothing is stopped while the requests are counted, because those that
 * a policy stops no longer show how far honest people would have gone.
 */
export function proposeMultiples(
  policy: FraudPolicy,
  asks: readonly PastAsk[],
  historyAt: HistoryAt,
  share: number,
): Map<string, number> {
  const { ratios } = replay(recordingOnly(policy), asks, historyAt);
  return new Map(
    [...ratios].map(([rule, values]) => {
      const sorted = values.toSorted((a, b) => a - b);
      const index = Math.min(sorted.length - 1, Math.ceil(sorted.length * (1 - share)));
      return [rule, Math.ceil(sorted[index]! * 100) / 100];
    }),
  );
}

function recordingOnly(policy: FraudPolicy): FraudPolicy {
  const recording = structuredClone(policy);
  for (const rule of [...Object.values(recording.rules), recording.countries_per_address]) {
    for (const step of rule?.steps ?? []) step.action = 'record';
  }
  return recording;
}

/** Requests, and the moments at which codes were entered. */
function inOrder(asks: readonly PastAsk[]): { at: Date; ask: PastAsk; isEntry: boolean }[] {
  const entries = asks.flatMap((ask) => (ask.verifiedAt ? [{ at: ask.verifiedAt, ask, isEntry: true }] : []));
  const requests = asks.map((ask) => ({ at: ask.askedAt, ask, isEntry: false }));
  return [...requests, ...entries].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

const COUNTED_BY_NUMBER: ReadonlySet<string> = new Set<Dimension>(['country', 'prefix_4', 'prefix_3']);

function bucketsOf(keys: string[]): BucketKey[] {
  return keys.flatMap((key) => {
    const dimension = DIMENSIONS.find((name) => key.startsWith(`${name}:`));
    return dimension ? [{ dimension, key, countsNumbers: COUNTED_BY_NUMBER.has(dimension) }] : [];
  });
}

function addTo(rules: Map<string, RuleReport>, rule: string, isStopped: boolean, isVerified: boolean): void {
  const report = rules.get(rule) ?? { rule, checked: 0, stopped: 0, checkedVerified: 0, stoppedVerified: 0 };
  rules.set(rule, report);
  report.checked += 1;
  report.checkedVerified += Number(isVerified);
  report.stopped += Number(isStopped);
  report.stoppedVerified += Number(isStopped && isVerified);
}

function append(ratios: Map<string, number[]>, rule: string, ratio: number): void {
  const values = ratios.get(rule);
  if (values) values.push(ratio);
  else ratios.set(rule, [ratio]);
}
