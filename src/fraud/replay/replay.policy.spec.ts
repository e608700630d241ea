import { readFraudPolicy } from '../policy/fraud-policy.schema.js';
import { DEFAULT_POLICY } from '../policy/default-policy.js';
import { proposePolicy } from './proposed-policy.js';
import { proposeMultiples, replay, type PastAsk } from './replay.policy.js';

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
  const multiples = proposeMultiples(DEFAULT_POLICY, honest(), noHistory, 0.01);
  expect(multiples.get('address_day')).toBeCloseTo(0.1, 2);
});

describe('the proposed policy', () => {
  it('touches none of the verified requests that the policy would have touched, and is a valid document', () => {
    const slow = Array.from({ length: 60 }, (_, minute) => {
      const one = ask('school', minute, true);
      return { ...one, verifiedAt: new Date(START + 70 * MINUTE_MS) };
    });
    const before = replay(DEFAULT_POLICY, slow, noHistory);
    expect(before.rules.reduce((sum, { checkedVerified }) => sum + checkedVerified, 0)).toBeGreaterThan(0);
    const proposed = proposePolicy(
      DEFAULT_POLICY,
      Object.fromEntries(proposeMultiples(DEFAULT_POLICY, slow, noHistory, 0)),
    );
    expect(readFraudPolicy(proposed)).toEqual({ ok: true, policy: proposed });
    expect(replay(proposed, slow, noHistory).rules).toEqual([]);
  });

  it('raises the thresholds of a rule from its mildest action on, and lowers none', () => {
    const { rules } = DEFAULT_POLICY;
    const proposed = proposePolicy(DEFAULT_POLICY, { address_day: 1.5, address_hour: 0.2, countries_per_address: 2.4 });
    expect(proposed.rules.address).toEqual({
      ...rules.address,
      day: { ...rules.address!.day, floor: 15, of_verified_day: 0.45 },
    });
    expect(proposed.rules.network).toEqual(rules.network);
    expect(proposed.countries_per_address!.most).toBe(8);
  });

  it('stays within what a policy may have', () => {
    const multiples = { address_day: 1e9, countries_per_address: 1e9 };
    expect(readFraudPolicy(proposePolicy(DEFAULT_POLICY, multiples)).ok).toBe(true);
  });
});
