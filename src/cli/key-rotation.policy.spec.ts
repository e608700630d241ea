import { secretsConfig } from '../config/index.js';
import { TEST_SIGNING_KEY } from '../../test/support/ramz-environment.js';
import {
  newKeyId,
  rotateDataKeys,
  rotateEventSecrets,
  rotatePeppers,
  rotateSigningKeys,
} from './key-rotation.policy.js';

const list = (ids: string[]) => ids.map((id) => ({ id, secret: Buffer.alloc(32, id) }));
const idsOf = (value: string) => value.split(',').map((item) => item.split(':')[0]);

describe('A rotation', () => {
  it('puts the new data key second and then first, and keeps the old ones', () => {
    const { prepared, rotated } = rotateDataKeys(list(['k2', 'k1']), 'k3');
    expect([idsOf(prepared), idsOf(rotated)]).toEqual([
      ['k2', 'k3', 'k1'],
      ['k3', 'k2', 'k1'],
    ]);
  });

  it.each([
    [['k1'], ['k1', 'k2', 'k1'], ['k2', 'k1']],
    [
      ['k1', 'k0'],
      ['k1', 'k2', 'k0'],
      ['k2', 'k1', 'k0'],
    ],
    [
      ['k1', 'k3', 'k1'],
      ['k1', 'k2', 'k3', 'k1'],
      ['k2', 'k3', 'k1'],
    ],
  ])('keeps the last of the peppers %j last, because it keys the limits', (before, prepared, rotated) => {
    const rotation = rotatePeppers(list(before), 'k2');
    expect([idsOf(rotation.prepared), idsOf(rotation.rotated)]).toEqual([prepared, rotated]);
  });

  it('gives values that the configuration accepts', () => {
    const id = newKeyId(new Date('2026-01-31T12:00:00Z'));
    expect(id).toBe('k20260131120000');
    const before = secretsConfig.read({
      OTP_PEPPERS: `t1:${Buffer.alloc(32, 'p').toString('base64')}`,
      DATA_KEYS: `t1:${Buffer.alloc(32, 'd').toString('base64')}`,
      TOKEN_PRIVATE_KEYS: TEST_SIGNING_KEY,
    });
    for (const step of ['prepared', 'rotated'] as const) {
      const { peppers, dataKeys, tokenKeys } = secretsConfig.read({
        OTP_PEPPERS: rotatePeppers(before.peppers, id)[step],
        DATA_KEYS: rotateDataKeys(before.dataKeys, id)[step],
        TOKEN_PRIVATE_KEYS: rotateSigningKeys(before.tokenKeys, id)[step],
      });
      const first = step === 'prepared' ? 't1' : id;
      expect([peppers[0]!.id, dataKeys[0]!.id, tokenKeys[0]!.kid]).toEqual([first, first, first]);
      expect(tokenKeys.map(({ kid }) => kid).toSorted()).toEqual([id, 't1']);
    }
  });

  it('adds a secret of events in front, and signs with the old ones too', () => {
    const { prepared, rotated } = rotateEventSecrets([Buffer.alloc(32, 'e')]);
    expect(rotated).toMatch(/^whsec_[\w+/]{43}=,whsec_ZWVl/);
    expect(prepared).toBe(rotated);
  });
});
