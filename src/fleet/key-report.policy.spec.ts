import { reportKeys, type KeyFacts } from './key-report.policy.js';
import { keyName } from './secret-faults.js';
import type { SecretVariable } from './secret-fingerprint.js';

const NOW = new Date('2026-01-31T12:00:00Z');
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);

function report(variable: SecretVariable, ids: string[], facts: Partial<KeyFacts> = {}) {
  const keys = ids.map((id) => ({ id, fingerprint: id }));
  // The first one was registered last.
  const registeredAt = new Map(ids.map((id, index) => [keyName(variable, id), minutes(-index - 100)]));
  const lists = [{ variable, isGenerated: false, keys }];
  const all = { now: NOW, lists, registeredAt, used: [], running: [], tokenLifeMs: 900_000, ...facts };
  return reportKeys(all).map(({ id, role, removable, removableAt }) => ({ id, role, removable, removableAt }));
}
const worker = (variable: string, ids: string[], startedAt: Date) => ({
  role: 'worker',
  host: 'a',
  startedAt,
  keys: { [variable]: ids },
});

describe('The report of keys', () => {
  it('keeps the first key, and one that rows need until the last of them ends', () => {
    const used = [
      { variable: 'DATA_KEYS' as const, id: 'k1', rows: '3 waiting messages', until: minutes(5) },
      { variable: 'DATA_KEYS' as const, id: 'k1', rows: '1 answers', until: minutes(60) },
    ];
    expect(report('DATA_KEYS', ['k2', 'k1', 'k0'], { used })).toEqual([
      { id: 'k2', role: 'writes', removable: 'no' },
      { id: 'k1', role: 'reads', removable: 'later', removableAt: minutes(60) },
      { id: 'k0', role: 'reads', removable: 'yes' },
    ]);
  });

  it('keeps a key with which a running process writes', () => {
    const running = [worker('DATA_KEYS', ['k1'], minutes(-50))];
    expect(report('DATA_KEYS', ['k2', 'k1'], { running })[1]).toMatchObject({ id: 'k1', removable: 'no' });
  });

  it('keeps a key that was added and does not write yet', () => {
    const registeredAt = new Map([
      [keyName('DATA_KEYS', 'k1'), minutes(-100)],
      [keyName('DATA_KEYS', 'k2'), minutes(-1)],
    ]);
    expect(report('DATA_KEYS', ['k1', 'k2'], { registeredAt })[1]).toMatchObject({ id: 'k2', removable: 'no' });
  });

  it('warns that the last pepper keys the limits', () => {
    expect(report('OTP_PEPPERS', ['k2', 'k1', 'k0']).map(({ removable }) => removable)).toEqual([
      'no',
      'yes',
      'costly',
    ]);
  });

  it.each([
    [-14, { removable: 'later', removableAt: minutes(1) }],
    [-15, { removable: 'yes' }],
  ])('keeps a signing key while tokens may live that it signed: the last process started at %i min', (at, expected) => {
    const running = [
      worker('TOKEN_PRIVATE_KEYS', ['k2', 'k1'], minutes(at)),
      worker('TOKEN_PRIVATE_KEYS', ['k2'], minutes(-90)),
    ];
    expect(report('TOKEN_PRIVATE_KEYS', ['k2', 'k1'], { running })[1]).toMatchObject(expected);
  });
});
