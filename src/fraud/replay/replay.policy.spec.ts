import { DEFAULT_POLICY } from '../policy/default-policy.js';
import { readFraudPolicy } from '../policy/fraud-policy.schema.js';
import { proposeMultiples, replay, withMultiples, type PastAsk } from './replay.policy.js';

const START = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const noHistory = () => undefined;
let next = 0;

/** A request from an address, in its turn. */
function ask(address: string, minute: number, isVerified: boolean): PastAsk {
  next += 1;
  const askedAt = new Date(START + minute * MINUTE_MS);
  return {
    id: String(next),
    recipientKey: `recipient ${next}`,
    addressKey: address,
    country: 'IR',
    keys: [`address:${address}`],
    askedAt,
    verifiedAt: isVerified ? new Date(askedAt.getTime() + 30_000) : null,
  };
}

const attack = () => Array.from({ length: 60 }, (_, minute) => ask('attacker', minute, false));
const honest = () => Array.from({ length: 60 }, (_, minute) => ask('office', minute, true));

describe('replay', () => {
  it('stops the attack beyond its threshold and touches nobody who entered codes', () => {
    const report = replay(DEFAULT_POLICY, [...honest(), ...attack()], noHistory);
    expect(report).toMatchObject({ asks: 120, verified: 60 });
    const { stopped, stoppedVerified } = report.rules[0]!;
    expect(stopped).toBeGreaterThan(45);
    expect(stoppedVerified).toBe(0);
    expect(report.stoppedByCountry.get('IR')).toBe(report.rules.reduce((sum, rule) => sum + rule.stopped, 0));
  });

  it('reports the verified requests that a policy would have touched', () => {
    const mixed = [...attack(), ask('attacker', 59.5, true)];
    const report = replay(DEFAULT_POLICY, mixed, noHistory);
    expect(report.rules.reduce((sum, rule) => sum + rule.stoppedVerified, 0)).toBe(1);
  });

  it('changes with the policy', () => {
    expect(replay({ ...DEFAULT_POLICY, rules: {} }, attack(), noHistory).rules).toEqual([]);
  });
});

it('the proposed multiple of a threshold is one that no more than the share of verified requests exceeds', () => {
  const report = replay(DEFAULT_POLICY, honest(), noHistory);
  const multiples = proposeMultiples(report, 0.01);
  expect(multiples.get('address_day')).toBeCloseTo(0.1, 2);
});

it('the proposed thresholds are raised by their multiples and never lowered, and act no earlier', () => {
  const address = DEFAULT_POLICY.rules.address!;
  const multiples = new Map([
    ['address_hour', 0.2],
    ['address_day', 2.5],
    ['countries_per_address', 1.5],
  ]);
  const proposed = withMultiples(DEFAULT_POLICY, multiples);
  expect(proposed.rules).toEqual({
    ...DEFAULT_POLICY.rules,
    address: { ...address, day: { ...address.day, floor: 25, of_verified_day: 0.75 } },
  });
  expect(proposed.countries_per_address?.most).toBe(5);
  expect(readFraudPolicy(proposed)).toEqual({ ok: true, policy: proposed });
});
